import type { Fix } from '../../../kit/diagnostic.ts'
import type { Page, Trait } from '../page.ts'
import { type PageCommand, pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

export const interactive: Rule = {
  id: 'RB203',
  name: 'interactive',
  summary: 'Commands end by themselves and ask nothing.',
  why: 'A command that opens an editor, waits for a password or follows a log for ever cannot be run unattended, tested or recorded, and in a list of commands that is pasted as a whole it swallows the lines below it. There is usually a form that ends: `exec` without `-it`, `patch` for `edit`, `tail -n 100` for `tail -f`, `top -bn1` for `top`.',
  severity: 'info',
  kinds: { postmortem: 'off', template: 'off' },
  executable: 'error',
  examples: [
    {
      title: 'a terminal that nobody needs',
      bad: page('# Clear', '', '```bash', 'kubectl exec -it deploy/web -n shop -- rake cache:clear ⟵', '```'),
      good: page('# Clear', '', '```bash', 'kubectl exec deploy/web -n shop -- rake cache:clear', '```'),
    },
    {
      title: 'a log that is followed for ever',
      bad: page('# Look', '', '```bash', 'tail -f /var/log/shop/api.log ⟵', '```'),
      good: page('# Look', '', '```bash', 'tail -n 100 /var/log/shop/api.log', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      const trait = command.judgement.traits.find(
        (each): each is Trait => each === 'interactive' || each === 'never-ending',
      )
      if (!trait) continue
      const fix = terminalFix(read, command)
      const reason = command.judgement.reasons.find((each) => WORDS[trait].test(each))
      yield {
        span: placeIn(read, command, 0, command.text.length),
        message:
          trait === 'interactive'
            ? 'This command waits for a person at a terminal'
            : 'This command runs until somebody stops it',
        hint: `${reason ? `${capital(reason)}. ` : ''}Use a form that ends by itself, so that it can be run and tested unattended`,
        ...(fix ? { fix } : {}),
      }
    }
  },
}

const WORDS: Readonly<Record<'interactive' | 'never-ending' | 'privileged', RegExp>> = {
  interactive: /terminal|interactive|asks|waits|editor|prompt|password|session/i,
  'never-ending': /until|follows|for ever|forever|interrupted|never ends/i,
  privileged: /$^/,
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** `exec -it … -- program` needs no terminal when the program is no shell and no editor. */
function terminalFix(read: Page, command: PageCommand): Fix | undefined {
  for (const call of command.calls) {
    if (!['kubectl', 'oc', 'docker', 'podman'].includes(call.program) || call.words[0]?.value !== 'exec') continue
    const dashes = call.words.findIndex(({ value }) => value === '--')
    const inner = call.words[dashes + 1]?.value ?? ''
    const flag = call.words.find(({ value }) => /^(?:-it|-ti|--tty)$/.test(value))
    if (dashes < 0 || !flag || !/^[\w./-]+$/.test(inner) || INTERACTIVE.test(inner)) continue
    const span = placeIn(read, command, flag.pos, flag.text.length + 1)
    return { title: `Run it without a terminal (drop ${flag.value})`, safe: false, edits: [{ span, text: '' }] }
  }
  return undefined
}

const INTERACTIVE =
  /(?:^|\/)(?:ba|z|k|da)?sh$|(?:^|\/)(?:psql|mysql|redis-cli|mongo|mongosh|irb|python3?|rails|top|htop|vi|vim|nano|less|env|bundle|su|sqlplus|sqlcmd)$/
