// Package socket reads and writes connections of TCP that short messages go over, without
// telling Go's scheduler of each system call: such a call never blocks, since a goroutine
// whose socket is not ready waits for it elsewhere. The scheduler would wake the thread that
// looks after those that block, and give their processor to another thread meanwhile: with
// thousands of messages in a second that is a tenth of the time that they take.
package socket
