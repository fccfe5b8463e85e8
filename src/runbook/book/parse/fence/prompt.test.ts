import { expect, test } from 'vitest'
import { findPrompts } from './prompt.ts'

/** The prompt of each line, `''` for none; no prompt at all is an empty list. */
const check = (lines: readonly string[], prompts: readonly string[]) => {
  const found = findPrompts(lines)
  expect({ lines, prompts: found.map((prompt) => prompt?.text ?? '') }).toEqual({ lines, prompts })
}

test.each<[string, string[]]>([
  ['a message that shows a prompt', ['sudo tee /etc/motd <<EOF', 'See the queue:', '$ shopctl queue', 'EOF', 'date']],
  ['two documents of one command', ["cat <<'A' <<-B", '[ops@web ~]$ ls', 'A', '> kubectl get pods', '\tB', 'uptime']],
  ['prompts of other programs', ['cat > notes.md <<EOF', '> kubectl get pods', '% ls', 'EOF']],
  ['a document in an indented block', ['  cat > a <<"END"', '  $ ls', '  END']],
  ['a message in quotes', ['git commit -m "Explain it', '', '$ shopctl queue', '"', 'git push']],
])('what a command holds has no prompt: %s', (_, lines) => {
  expect(findPrompts(lines).filter(Boolean)).toEqual([])
})

test('a session in which a document was typed stays a session', () =>
  check(['$ cat > a <<EOF', '$ not typed', 'EOF', '$ cat a', '$ not typed'], ['$ ', '', '', '$ ', '$ ']))

test('a document whose lines have prompts is closed by none of them', () =>
  check(['$ cat <<EOF', '> hello', '> EOF', '$ date'], ['$ ', '> ', '> ', '$ ']))

test('quotation marks of what was printed hide no prompt', () =>
  check(["it's down", '$ date', "don't ask"], ['', '$ ', '']))

test('many documents take linear time', () => {
  const started = performance.now()
  findPrompts(Array.from({ length: 100_000 }, (_, index) => (index % 2 === 0 ? 'cat <<A <<A' : 'A')))
  findPrompts(Array.from({ length: 100_000 }, () => 'cat <<A'))
  expect(performance.now() - started).toBeLessThan(5_000)
})
