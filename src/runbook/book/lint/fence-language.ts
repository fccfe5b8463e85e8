import type { Fix } from '../../../kit/diagnostic.ts'
import type { Document, Fence } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

export const fenceLanguage: Rule = {
  id: 'RB105',
  name: 'fence-language',
  summary: 'A block of shell commands says so.',
  why: 'Without a language a block may be commands, their output, an error message or a mail to send: readers guess, and tools do not offer it to be run. One word behind the opening marker settles it: `bash` for commands, `console` for commands with a prompt and their output.',
  severity: 'warning',
  kinds: { postmortem: 'info', template: 'info', reference: 'info' },
  examples: [
    {
      title: 'commands without a language',
      bad: page('# Restart', '', '``` ⟵', 'systemctl restart shop-api', 'systemctl status shop-api', '```'),
      good: page('# Restart', '', '```bash', 'systemctl restart shop-api', 'systemctl status shop-api', '```'),
    },
    {
      title: 'a session with output',
      bad: page('# Look', '', '``` ⟵', '$ kubectl get pods -n shop', 'NAME    READY', 'api-0   1/1', '```'),
      good: page('# Look', '', '```console', '$ kubectl get pods -n shop', 'NAME    READY', 'api-0   1/1', '```'),
    },
  ],
  *page({ document, readings }) {
    for (const reading of readings) {
      const { fence } = reading
      if (fence.language !== '' || fence.marker === '' || !isShell(reading)) continue
      const tag = reading.kind === 'transcript' ? 'console' : 'bash'
      const fix = tagFix(document, fence, tag)
      yield {
        span: spanOfLines(document, fence.line),
        message: 'This block holds shell commands but does not say so',
        hint: `Write \`${tag}\` behind the opening marker`,
        ...(fix ? { fix } : {}),
      }
    }
  },
}

/** A block whose every line is a command of a program that is known, a session with a shell's prompt, or a script. */
function isShell({ looksLikeShell, language, kind, items }: FenceReading): boolean {
  const commands = items.filter((item) => item.kind === 'command')
  if (looksLikeShell) return !commands.every(({ text }) => /;\s*$/.test(text))
  if (language !== 'bash' || commands.length === 0) return false
  return kind === 'file' || (kind === 'transcript' && commands.some(({ prompt }) => /[$#%❯➜]\s*$/u.test(prompt ?? '')))
}

function tagFix(document: Document, { line, marker, info }: Fence, tag: string): Fix | undefined {
  const at = (document.lines[line - 1] ?? '').indexOf(marker)
  if (at < 0) return undefined
  const column = at + marker.length + 1
  const text = info === '' ? tag : `${tag} `
  return {
    title: `Tag it as ${tag}`,
    safe: true,
    edits: [{ span: { line, column, endLine: line, endColumn: column }, text }],
  }
}
