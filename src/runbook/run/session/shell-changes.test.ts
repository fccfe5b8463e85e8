import { expect, test } from 'vitest'
import { mayChangeShell } from './shell-changes.ts'

const check = (changes: boolean, texts: readonly string[]) =>
  expect(texts.filter((text) => mayChangeShell(text) !== changes)).toEqual([])

test('what can change the shell is seen', () =>
  check(true, [
    'cd /srv',
    'NAME=web',
    'true; NAME=web',
    'a[3]+=x',
    'export NAME',
    'f() { :; }',
    'function f { :; }',
    '((count++))',
    'echo $((n = 3))',
    ': ${NAME:=web}',
    'set -e',
    'source ./environment.sh',
    '. ./environment.sh',
    'read -r line < file',
    'if true; then cd /tmp; fi',
    'for pod in a b; do echo $pod; done',
    'builtin cd /',
    'c\\d /',
    "c''d /",
    'alias k=kubectl',
    'trap - ERR',
    '$COMMAND /srv',
    'if "$COMMAND" x; then true; fi',
  ]))

test('what cannot costs no snapshot', () =>
  check(false, [
    'true',
    'echo x',
    'kubectl get pods -n "$NAMESPACE" --field-selector=status.phase=Running',
    'curl -s http://localhost:8080/health | grep ok',
    './bin/status --all',
    'git reset --hard',
    'test "$(date +%s)" -gt 5 && ls',
  ]))
