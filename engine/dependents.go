package main

import (
	"fmt"
	"regexp"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

var packageLine = regexp.MustCompile(`(?m)^[ \t]*package[ \t]+[^\s#]+`)

// leaveOut removes from usable, in place, every module that depends on a package of which a part is missing, and says so.
// A package with a missing part is left out as a whole: its rules would be undefined, or hold fewer elements.
func leaveOut(usable map[string]*ast.Module, texts map[string]string, problems []moduleError) []moduleError {
	var added []moduleError
	missing := map[string]ast.Ref{}
	for _, problem := range problems {
		if path := packageOf(texts[problem.File]); path != nil {
			missing[problem.File] = path
		}
	}
	for changed := true; changed; {
		changed = false
		for _, file := range util.KeysSorted(usable) {
			found := dependency(file, usable[file], missing)
			if found == nil {
				continue
			}
			missing[file] = usable[file].Package.Path
			delete(usable, file)
			added = append(added, *found)
			changed = true
		}
	}
	return added
}

// dependency finds the first use of a missing package.
func dependency(file string, module *ast.Module, missing map[string]ast.Ref) *moduleError {
	for _, other := range util.KeysSorted(missing) {
		path := missing[other]
		var at *ast.Location
		if module.Package.Path.Equal(path) {
			at = module.Package.Location
		} else {
			at = useOf(module, path)
		}
		if at != nil {
			message := fmt.Sprintf("It depends on package '%s', of which '%s' cannot be used.", packageName(path), other)
			return &moduleError{file, at.Row, at.Col, message}
		}
	}
	return nil
}

// useOf finds a reference to a package, to something in it, or to a document that contains it.
func useOf(module *ast.Module, path ast.Ref) *ast.Location {
	var at *ast.Location
	walkUses(module, func(ref ast.Ref) bool {
		at = overlap(ref, path, at)
		return at != nil
	})
	return at
}

// walkUses visits the references in a module's imports and rules, but not in its own package clause.
func walkUses(module *ast.Module, visit func(ast.Ref) bool) {
	for _, one := range module.Imports {
		ast.WalkRefs(one, visit)
	}
	for _, rule := range module.Rules {
		ast.WalkRefs(rule, visit)
	}
}

func overlap(ref, path ast.Ref, found *ast.Location) *ast.Location {
	if found != nil || !ref.HasPrefix(ast.DefaultRootRef) {
		return found
	}
	ground := ref.GroundPrefix()
	if ground.HasPrefix(path) || path.HasPrefix(ground) {
		return ref[0].Location
	}
	return nil
}

// packageOf finds the package of a module that may not parse. It is nil where there is none to be found.
func packageOf(text string) ast.Ref {
	parsed, err := ast.ParsePackage(packageLine.FindString(text))
	if err != nil {
		return nil
	}
	return parsed.Path
}

// packageName is a path without the leading `data`.
func packageName(path ast.Ref) string {
	return (&ast.Package{Path: path}).String()[len("package "):]
}
