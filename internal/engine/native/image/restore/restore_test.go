package restore_test

import (
	"math/rand/v2"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/engine/native/image/restore"
)

func noisy(p *raster.Picture, sigma float64) *raster.Picture {
	r := rand.New(rand.NewPCG(1, 2))
	return p.Each(func(c *raster.Plane) *raster.Plane {
		out := c.Clone()
		for i := range out.V {
			out.V[i] = raster.Clamp(out.V[i] + float32(r.NormFloat64()*sigma))
		}
		return out
	})
}

// -v prints the figures of the card.
func TestDenoisingGainsMoreTheMoreNoiseThereIs(t *testing.T) {
	t.Parallel()
	clean := rastertest.Scene(480, 320, 1)
	for _, c := range []struct{ sigma, gain float64 }{{5, 1.5}, {10, 3}, {25, 5}, {50, 6}} {
		bad := noisy(clean, c.sigma/255)
		good, err := restore.Denoise(t.Context(), bad, 1)
		if err != nil {
			t.Fatal(err)
		}
		before, after := rastertest.PSNR(clean, bad), rastertest.PSNR(clean, good)
		t.Logf("noise %2.0f/255: PSNR %.1f → %.1f dB, SSIM %.3f → %.3f; estimated noise %.1f", c.sigma, before, after,
			rastertest.SSIM(clean.Luma(), bad.Luma()), rastertest.SSIM(clean.Luma(), good.Luma()), restore.Noise(bad.C[1])*255)
		if after-before < c.gain {
			t.Errorf("noise %.0f: gained %.1f dB, want %.1f", c.sigma, after-before, c.gain)
		}
	}
}

func TestEnlargingBeatsBicubic(t *testing.T) {
	t.Parallel()
	for _, k := range []int{2, 3, 4} {
		var gain float64
		for seed := range uint32(2) {
			sharp := rastertest.Scene(600, 408, seed)
			small := sharp.Each(func(c *raster.Plane) *raster.Plane { return c.Area(c.W/k, c.H/k) })
			plain := small.Each(func(c *raster.Plane) *raster.Plane { return c.Bicubic(sharp.W, sharp.H).Map(raster.Clamp) })
			ours, err := restore.Upscale(t.Context(), small, k)
			if err != nil {
				t.Fatal(err)
			}
			a, b := rastertest.PSNR(sharp, plain), rastertest.PSNR(sharp, ours)
			gain += (b - a) / 2
			t.Logf("×%d, scene %d: bicubic %.2f dB, SSIM %.4f; ours %.2f dB, SSIM %.4f", k, seed,
				a, rastertest.SSIM(sharp.Luma(), plain.Luma()), b, rastertest.SSIM(sharp.Luma(), ours.Luma()))
		}
		t.Logf("×%d: %.2f dB better", k, gain)
		if gain < 0.2 {
			t.Errorf("×%d: only %.2f dB better than bicubic", k, gain)
		}
	}
}
