// Package suffix knows what the names of files end in, by what the files hold.
package suffix

import (
	"mime"
	"path"
	"slices"
	"strings"
)

// endings are those of the names of files, by what they hold; the first is usual.
var endings = map[string][]string{
	"image/png": {".png"}, "image/jpeg": {".jpg", ".jpeg", ".jfif"}, "image/gif": {".gif"}, "image/bmp": {".bmp"}, "image/tiff": {".tiff", ".tif"}, "image/webp": {".webp"},
	"image/svg+xml": {".svg"}, "image/avif": {".avif"}, "image/heic": {".heic", ".heif"},
	"audio/mpeg": {".mp3"}, "audio/wav": {".wav"}, "audio/x-wav": {".wav"}, "audio/flac": {".flac"}, "audio/ogg": {".ogg", ".oga", ".opus"}, "audio/opus": {".opus"}, "audio/mp4": {".m4a", ".mp4"}, "audio/aac": {".aac"},
	"video/mp4": {".mp4", ".m4v"}, "video/webm": {".webm"}, "video/quicktime": {".mov"}, "video/x-matroska": {".mkv"}, "video/x-msvideo": {".avi"},
	"text/csv": {".csv", ".tsv"}, "application/json": {".json"}, "text/markdown": {".md", ".markdown"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       {".xlsx"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {".docx"}, "text/html": {".html", ".htm"},
	"application/pdf": {".pdf"}, "application/zip": {".zip"},
}

// Of is what the name of a file of this media type ends in; "" is unknown.
func Of(media string) string {
	media, _, err := mime.ParseMediaType(media)
	if l := endings[media]; err == nil && len(l) > 0 {
		return l[0]
	}
	return ""
}

// True is the name of a file with the ending of what it holds.
func True(name, media string) string {
	want, have := Of(media), strings.ToLower(path.Ext(name))
	if want == "" || have == want {
		return name
	}
	base, _, _ := mime.ParseMediaType(media)
	if slices.Contains(endings[base], have) {
		return name
	}
	for _, l := range endings {
		if slices.Contains(l, have) {
			return strings.TrimSuffix(name, path.Ext(name)) + want
		}
	}
	return name + want
}
