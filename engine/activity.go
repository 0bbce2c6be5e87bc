package main

import "sync/atomic"

// activity names what is being done, for the last line of a process that ends because of it.
type activity struct {
	text atomic.Pointer[string]
}

func newActivity() *activity {
	current := &activity{}
	current.set("starting")
	return current
}

func (a *activity) set(text string) {
	a.text.Store(&text)
}

func (a *activity) String() string {
	return *a.text.Load()
}
