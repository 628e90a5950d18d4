// Package policyfile compiles a profile of a policy for this machine at run time, with the
// packages of seccompgen: the program is proved, and equal to the generated one.
package policyfile
