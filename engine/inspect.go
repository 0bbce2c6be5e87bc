package main

import (
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// inspectAnswer describes modules without loading them.
type inspectAnswer struct {
	ID      int           `json:"id"`
	Modules []moduleInfo  `json:"modules"`
	Errors  []moduleError `json:"errors"`
}

type moduleInfo struct {
	File string `json:"file"`
	// Package is its path as written in a query, e.g. `data.shop["replica-floor"]`.
	Package string `json:"package"`
	// RegoVersion is 0 or 1.
	RegoVersion int `json:"rego_version"`
	// Rules names its rules and functions.
	Rules []ruleInfo `json:"rules"`
	// Metadata is the METADATA of the package, null where there is none.
	Metadata json.RawMessage `json:"metadata"`
	// Fields names the fields that it looks up anywhere in a document, by the last key only.
	Fields []string `json:"fields"`
	// Uses lists the references to other documents below `data`.
	Uses []string `json:"uses"`
}

type ruleInfo struct {
	Name     string `json:"name"`
	Line     int    `json:"line"`
	Function bool   `json:"function"`
}

func (e *engine) inspect(asked request) error {
	parsed, problems := parseAll(asked.Modules)
	answer := inspectAnswer{ID: asked.ID, Modules: []moduleInfo{}, Errors: sorted(problems)}
	for _, file := range util.KeysSorted(parsed) {
		described, err := describeModule(file, parsed[file])
		if err != nil {
			return err
		}
		answer.Modules = append(answer.Modules, described)
	}
	return e.answers.write(answer)
}

func describeModule(file string, module *ast.Module) (moduleInfo, error) {
	version := 1
	if module.RegoVersion() == ast.RegoV0 {
		version = 0
	}
	described := moduleInfo{
		File:        file,
		Package:     module.Package.Path.String(),
		RegoVersion: version,
		Rules:       []ruleInfo{},
		Fields:      fieldsOf(module),
		Uses:        usesOf(module),
		Metadata:    json.RawMessage("null"),
	}
	for _, rule := range module.Rules {
		name := rule.Head.Ref().GroundPrefix().String()
		described.Rules = append(described.Rules, ruleInfo{name, rule.Location.Row, len(rule.Head.Args) > 0})
	}
	for _, annotations := range module.Annotations {
		if annotations.Scope == "package" || annotations.Scope == "subpackages" {
			text, err := encode(annotations)
			if err != nil {
				return described, err
			}
			described.Metadata = text
		}
	}
	return described, nil
}

// fieldsOf collects the constant keys of references into documents and of calls such as object.get.
func fieldsOf(module *ast.Module) []string {
	imported := importedNames(module)
	found := map[string]struct{}{}
	note := func(term *ast.Term) {
		if text, ok := term.Value.(ast.String); ok {
			found[string(text)] = struct{}{}
		}
	}
	for _, rule := range module.Rules {
		operators := map[*ast.Term]bool{}
		visitor := ast.NewGenericVisitor(func(node any) bool {
			switch node := node.(type) {
			case *ast.Expr:
				if terms, ok := node.Terms.([]*ast.Term); ok {
					noteCall(terms, operators, note)
				}
			case *ast.Term:
				if call, ok := node.Value.(ast.Call); ok {
					noteCall(call, operators, note)
				}
				if ref, ok := node.Value.(ast.Ref); ok && !operators[node] && intoDocument(ref, imported) {
					for _, term := range ref[1:] {
						note(term)
					}
				}
			}
			return false
		})
		visitor.Walk(rule)
	}
	return util.KeysSorted(found)
}

// noteCall marks a call's operator, which is no field, and notes the keys of object.get and its like.
func noteCall(terms []*ast.Term, operators map[*ast.Term]bool, note func(*ast.Term)) {
	operators[terms[0]] = true
	switch terms[0].String() {
	case "object.get", "object.remove", "object.filter", "json.filter", "json.remove":
		if len(terms) > 2 {
			ast.WalkTerms(terms[2], func(term *ast.Term) bool {
				note(term)
				return false
			})
		}
	}
}

// intoDocument tells a reference into a document (input.spec, container.image) from one to a rule or a package.
func intoDocument(ref ast.Ref, imported map[ast.Var]bool) bool {
	head, ok := ref[0].Value.(ast.Var)
	return ok && !head.Equal(ast.DefaultRootDocument.Value) && !imported[head]
}

func importedNames(module *ast.Module) map[ast.Var]bool {
	names := map[ast.Var]bool{}
	for _, one := range module.Imports {
		if path, ok := one.Path.Value.(ast.Ref); ok && path.HasPrefix(ast.DefaultRootRef) {
			names[one.Name()] = true
		}
	}
	return names
}

// usesOf lists the constant beginnings of references below `data`, those of imports included.
func usesOf(module *ast.Module) []string {
	found := map[string]struct{}{}
	walkUses(module, func(ref ast.Ref) bool {
		if ref.HasPrefix(ast.DefaultRootRef) {
			found[ref.GroundPrefix().String()] = struct{}{}
		}
		return false
	})
	return util.KeysSorted(found)
}
