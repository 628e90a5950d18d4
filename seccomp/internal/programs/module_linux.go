package programs

// proxiedModule is the only module of the proxy, a program.
const (
	proxiedModule  = "example.org/hello"
	proxiedVersion = "v1.0.0"
)

// goFiles returns a module of the program main.
func goFiles(main []byte) map[string][]byte {
	return map[string][]byte{
		"go.mod":  []byte("module " + proxiedModule + "\n"),
		"main.go": main,
	}
}
