// Package programs holds tests alone: real programs run to success under the
// built-in profile that is meant for them, and are stopped by every lower one.
package programs
