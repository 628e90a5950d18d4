package main

import (
	"slices"
	"strconv"
)

// rangesPerLine limits the length of lines.
const rangesPerLine = 16

// lines returns the words for ascending numbers, words[i] for numbers[i], as lines of a
// topic, a word, and ranges of numbers.
func lines(topic string, numbers []uint32, words []string) []string {
	var out []string
	for _, word := range distinct(words) {
		ranges := rangesOf(numbers, words, word)
		for part := range slices.Chunk(ranges, rangesPerLine) {
			line := topic + " " + word
			for _, r := range part {
				line += " " + r.String()
			}
			out = append(out, line)
		}
	}
	return out
}

// distinct returns the different words, in the order of their first occurrence.
func distinct(words []string) []string {
	var list []string
	for _, w := range words {
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// rangesOf returns the ranges of numbers with a word.
func rangesOf(numbers []uint32, words []string, word string) []span {
	var list []span
	for i, n := range numbers {
		switch {
		case words[i] != word:
		case len(list) > 0 && list[len(list)-1].last+1 == n:
			list[len(list)-1].last = n
		default:
			list = append(list, span{n, n})
		}
	}
	return list
}

// String returns s in the form 3 or 3..5.
func (s span) String() string {
	first := strconv.FormatUint(uint64(s.first), 10)
	if s.first == s.last {
		return first
	}
	return first + ".." + strconv.FormatUint(uint64(s.last), 10)
}
