package main

func loaded()

func hidden()

func calls()

func caller(nr uintptr)

func shifted(trap, other uintptr)

func inTable(trap uintptr)

func assembly() {
	loaded()
	hidden()
	calls()
	caller(39)
	shifted(39, 40)
	inTable(39)
}
