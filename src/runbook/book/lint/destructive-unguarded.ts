import { isAnnounced, isCautioned } from './caution.ts'
import { isIrreversible } from './irreversible.ts'
import { type JudgedCommand, judgedCommands } from './judged-commands.ts'
import { page, spanOfText } from './place.ts'
import type { Rule } from './rule.ts'

export const destructiveUnguarded: Rule = {
  id: 'RB301',
  name: 'destructive-unguarded',
  summary: 'A command that cannot be taken back is announced before it is reached.',
  why: 'Under pressure people paste block after block. A line that deletes data has to be met with a warning, a dry run or a question in front of it, in the same step or section; what is written below it is read too late. A backup mentioned nearby is no guard: nobody is made to look whether it exists.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'off' },
  executable: 'error',
  examples: [
    {
      title: 'an index deleted in passing',
      bad: page('# Search is slow', '', '```bash', 'curl -XDELETE http://search.internal:9200/products ⟵', '```'),
      good: page(
        '# Search is slow',
        '',
        '**Warning**: this removes the index. Look whether last night’s snapshot is complete first.',
        '',
        '```bash',
        'curl -XDELETE http://search.internal:9200/products',
        '```',
      ),
    },
    {
      title: 'several lines of one block are one finding',
      bad: page(
        '# Reset',
        '',
        '```bash',
        '# 1. Stop',
        'systemctl stop shop-queue',
        '# 2. Clean',
        'rm -rf /var/lib/shop/queue ⟵',
        'rm -rf /var/lib/shop/index',
        '```',
      ),
      good: page(
        '# Reset',
        '',
        '```bash',
        '# 1. Stop',
        'systemctl stop shop-queue',
        '# 2. Clean (DESTRUCTIVE: unsent messages are lost)',
        'rm -rf /var/lib/shop/queue',
        'rm -rf /var/lib/shop/index',
        '```',
      ),
    },
  ],
  *page(read) {
    const blocks = new Map<unknown, JudgedCommand[]>()
    for (const command of judgedCommands(read)) {
      if (!isIrreversible(command) || isAnnounced(read, command.line, command.fence)) continue
      const key = command.fence ?? command
      blocks.set(key, [...(blocks.get(key) ?? []), command])
    }
    for (const commands of blocks.values()) {
      const open = commands.filter(({ line, fence }) => !isCautioned(read, line, fence))
      const [first, ...others] = open
      if (!first) continue
      const lines = others.map(({ line }) => line)
      yield {
        span: spanOfText(first.line, first.column, first.text.split('\n', 1)[0]!),
        message: `${reason(first)}, and nothing above warns of it${lines.length > 0 ? ` (also line ${lines.join(', ')})` : ''}`,
        hint: 'Put a warning, a dry run or a question in front of it',
      }
    }
  },
}

const reason = ({ reasons }: JudgedCommand) => {
  const text = reasons[0] ?? 'this cannot be taken back'
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
