package condition

import (
	"go/ast"
	"go/constant"
	"go/token"
	"regexp"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// kind is the kind of an operand.
type kind uint8

const (
	// wrong has a reported problem.
	wrong kind = iota
	// number is a constant.
	number
	// term is a value computed from an argument.
	term
	// truth is a condition.
	truth
)

// operand is the value of a part of an expression.
type operand struct {
	kind kind
	// number is the value of a number.
	number constant.Value
	// value holds the bits of a term, computed from the argument with a name and an index.
	value  argset.Value
	name   string
	arg    int
	signed bool
	// low and top are set for a widened argument: its own bits, and the upper bits.
	low argset.Value
	top argset.Set
	// named is set for a name other than arg0 to arg5. whole is set until a conversion or
	// an operation.
	named, whole bool
	// meaning is the meaning of a truth.
	meaning Meaning
}

// describe names x in messages.
func describe(x operand) string {
	switch {
	case x.kind == number:
		return x.number.String()
	case x.kind == truth:
		return "a condition"
	case x.signed:
		return "a signed argument"
	}
	return "an argument"
}

// operand evaluates an expression.
func (b *binder) operand(e ast.Expr) operand {
	b.space.Work(1)
	switch e := e.(type) {
	case *ast.ParenExpr:
		return b.operand(e.X)
	case *ast.BasicLit:
		if e.Kind == token.INT || e.Kind == token.CHAR {
			if v := constant.MakeFromLiteral(e.Value, e.Kind, 0); v.Kind() == constant.Int {
				return b.bounded(e, v)
			}
		}
		return b.fail(e, "", "%s is not an integer", e.Value)
	case *ast.Ident:
		return b.name(e)
	case *ast.UnaryExpr:
		return b.unary(e)
	case *ast.BinaryExpr:
		return b.binary(e)
	case *ast.CallExpr:
		return b.convert(e)
	case *ast.SelectorExpr:
		return b.fail(e, "write "+csvfile.Short(e.Sel.Name), "qualified name")
	}
	return b.fail(e, "use arguments by name, constants and operators; or arg0 to arg5 with uint32(), int32() and int(), or uint64() of any argument", "unsupported expression")
}

var argument = regexp.MustCompile(`^arg[0-9]+$`)

// name evaluates an argument or a constant.
func (b *binder) name(e *ast.Ident) operand {
	name := b.expr.spelling(e)
	arg, ok := index(name)
	switch {
	case ok && b.Width == 0:
		return b.fail(e, "write a number, or constants with operators", "argument %s in a constant", name)
	case ok:
		return operand{kind: term, value: b.space.Argument(arg, b.Width), arg: arg, name: name, whole: true}
	case argument.MatchString(name):
		return b.fail(e, "use arg0 to arg5", "no argument %s", name)
	}
	if a, ok := b.argument(name); ok {
		return b.named(name, a)
	}
	if v, ok := b.Constant(name); ok {
		return operand{kind: number, number: v}
	}
	return b.unknown(e, name)
}

// named evaluates a named argument. The upper bits of a widened one are set if all others
// are.
func (b *binder) named(name string, a abi.Argument) operand {
	x := operand{kind: term, value: b.space.Argument(a.Index, a.Bits), arg: a.Index, signed: a.Signed, name: name, named: true, whole: true}
	if a.Wide > a.Bits {
		x.low, x.top = x.value, b.space.Equal(x.value, 1<<a.Bits-1)
		for range a.Wide - a.Bits {
			x.value = append(x.value, x.top)
		}
	}
	return x
}

// argument returns the argument with a name.
func (b *binder) argument(name string) (abi.Argument, bool) {
	if b.Argument == nil {
		return abi.Argument{}, false
	}
	return b.Argument(name)
}

// unknown reports a name of neither an argument nor a constant. Constants begin with a
// capital.
func (b *binder) unknown(e *ast.Ident, name string) operand {
	var x operand
	if token.IsExported(name) {
		x = b.fail(e, "use a constant of the kernel's headers, or define it in a const row", "unknown constant %s", name)
	} else {
		x = b.fail(e, "use the kernel's name, or arg0 to arg5", "unknown argument %s", name)
	}
	if p := &b.problems[len(b.problems)-1]; p.Offset == int(e.Pos())-1 {
		p.Name = name
	}
	return x
}

// maxBits limits the bits of a constant. Any 64-bit value shifted by maxShift fits.
const maxBits = 2 * maxShift

// bounded returns the constant v, the value of e, if it is not too large.
func (b *binder) bounded(e ast.Expr, v constant.Value) operand {
	if constant.BitLen(v) > maxBits {
		return b.fail(e, "at most 1024", "constant of %d bits", constant.BitLen(v))
	}
	return operand{kind: number, number: v}
}

// unary evaluates ! of a condition, or - + ^ of a constant.
func (b *binder) unary(e *ast.UnaryExpr) operand {
	x := b.operand(e.X)
	switch {
	case x.kind == wrong:
		return x
	case x.kind == truth && e.Op == token.NOT:
		return b.negateIf(true, x)
	case x.kind == number && (e.Op == token.SUB || e.Op == token.ADD || e.Op == token.XOR):
		x.number = constant.UnaryOp(e.Op, x.number, 0)
		return x
	}
	return b.fail(e, "use ! before a condition, and - + ^ before a constant", "%s before %s", e.Op, describe(x))
}

// convert evaluates uint32(t), int32(t) or int(t). A named argument has a type already.
// uint64(x) of any argument is its whole register.
func (b *binder) convert(e *ast.CallExpr) operand {
	const hint = "use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument"
	to, ok := e.Fun.(*ast.Ident)
	if !ok || len(e.Args) != 1 || e.Ellipsis.IsValid() {
		return b.fail(e, hint, "function call")
	}
	x := b.operand(e.Args[0])
	if x.kind == wrong {
		return x
	}
	width := 32
	switch to.Name {
	case wholeRegister:
		return b.register(e, x)
	case "uint32":
	case "int32", "int":
		if to.Name == "int" {
			width = b.Width
		}
	default:
		return b.fail(e, hint, "function %s()", to.Name)
	}
	if x.named {
		return b.fail(e, "leave out the conversion: a name has the kernel's width and sign", "%s() of %s", to.Name, x.name)
	}
	if x.kind != term || x.signed {
		return b.fail(e, hint, "%s() of %s", to.Name, describe(x))
	}
	value := make(argset.Value, width)
	copy(value, x.value)
	x.value, x.signed, x.whole = value, to.Name != "uint32", x.whole && width <= len(x.value)
	return x
}

// wholeRegister is the conversion to all bits of a register, without a sign. The kernel may
// drop some of them.
const wholeRegister = "uint64"

// register evaluates uint64(x). On a 32-bit machine the upper half is 0.
func (b *binder) register(e *ast.CallExpr, x operand) operand {
	if x.kind != term || !x.whole {
		return b.fail(e, "write it around the argument itself, as in "+wholeRegister+"(arg0) & 1", "%s() of %s", wholeRegister, describe(x))
	}
	value := make(argset.Value, 64)
	copy(value, b.space.Argument(x.arg, b.Width))
	return operand{kind: term, value: value, arg: x.arg, name: x.name, whole: true}
}
