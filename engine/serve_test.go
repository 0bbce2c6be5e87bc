package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// exchange sends requests and returns the answers.
func exchange(t *testing.T, requests ...map[string]any) []map[string]any {
	t.Helper()
	var input, output bytes.Buffer
	for index, one := range requests {
		one["id"] = index
		if err := json.NewEncoder(&input).Encode(one); err != nil {
			t.Fatal(err)
		}
	}
	if err := serve(&input, &output, newActivity()); err != nil {
		t.Fatal(err)
	}
	var answers []map[string]any
	decoder := json.NewDecoder(&output)
	for decoder.More() {
		var answer map[string]any
		if err := decoder.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, answer)
	}
	return answers
}

func load(modules map[string]string) map[string]any {
	return map[string]any{"op": "load", "modules": modules, "data": map[string]any{}}
}

func files(t *testing.T, answer map[string]any) string {
	t.Helper()
	var names []string
	for _, one := range answer["errors"].([]any) {
		names = append(names, one.(map[string]any)["file"].(string))
	}
	return strings.Join(names, " ")
}

func TestEveryQueryIsAnswered(t *testing.T) {
	answers := exchange(t,
		load(map[string]string{"m.rego": "package m\n\ndeny contains x if some x in {2, 1}\n"}),
		map[string]any{"op": "evaluate", "input": map[string]any{}, "queries": []string{"data.m.deny", "data.m.no"}},
	)
	if len(answers) != 3 {
		t.Fatalf("%d answers to a load and two queries: %v", len(answers), answers)
	}
	if text, _ := json.Marshal(answers[1]["value"]); string(text) != "[1,2]" {
		t.Errorf("the set is %s", text)
	}
	if kind := answers[2]["failure"].(map[string]any)["kind"]; kind != "undefined" {
		t.Errorf("a rule that does not exist is %v", kind)
	}
}

func TestDependentsAreLeftOut(t *testing.T) {
	answers := exchange(t, load(map[string]string{
		"bad.rego":      "package bad\n\np if {\n",
		"uses.rego":     "package uses\n\nimport data.bad\n\np if bad.p\n",
		"indirect.rego": "package indirect\n\np if data.uses.p\n",
		"all.rego":      "package all\n\np contains x if some x in data[_]\n",
		"good.rego":     "package good\n\np := 1\n",
	}))
	if found := files(t, answers[0]); found != "all.rego bad.rego indirect.rego uses.rego" {
		t.Errorf("left out: %s", found)
	}
}

func TestWhatReachesOutsideIsRefused(t *testing.T) {
	for _, name := range refused {
		answers := exchange(t, load(map[string]string{"m.rego": "package m\n\np := " + name + "\n"}))
		if found := files(t, answers[0]); found != "m.rego" {
			t.Errorf("%s: errors in %q", name, found)
		}
		for _, builtin := range capabilities().Builtins {
			if builtin.Name == name {
				t.Errorf("%s is among the capabilities", name)
			}
		}
	}
}

func TestNonsenseIsAnswered(t *testing.T) {
	var output bytes.Buffer
	if err := serve(strings.NewReader("nonsense\n{\"op\":\"dance\"}\n"), &output, newActivity()); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(output.String(), `"error"`); lines != 2 {
		t.Errorf("answers: %s", output.String())
	}
}
