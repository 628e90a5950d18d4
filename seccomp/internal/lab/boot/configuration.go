package main

import (
	"embed"
	"path"
	"slices"
	"strings"
)

//go:embed configurations
var configurations embed.FS

// options returns the required options, as lines of a configuration.
func (b build) options() []string {
	var options []string
	for _, name := range []string{"common", b.goarch} {
		text, err := configurations.ReadFile(path.Join("configurations", name))
		if err != nil {
			panic(err) // The files are embedded.
		}
		options = append(options, optionsOf(string(text))...)
	}
	return options
}

// optionsOf returns the options that a configuration sets.
func optionsOf(configuration string) []string {
	var options []string
	for line := range strings.Lines(configuration) {
		if strings.HasPrefix(line, "CONFIG_") {
			options = append(options, strings.TrimSpace(line))
		}
	}
	return options
}

// notTaken returns the options that a configuration lacks. Kconfig drops an option without
// its dependencies, and a removed one.
func notTaken(options []string, configuration string) []string {
	set := optionsOf(configuration)
	return slices.DeleteFunc(slices.Clone(options), func(option string) bool { return slices.Contains(set, option) })
}

func lines(list []string) string { return strings.Join(list, "\n") + "\n" }
