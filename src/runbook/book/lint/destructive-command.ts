import { judgedCommands } from './judged-commands.ts'
import { page, spanOfText } from './place.ts'
import type { Rule } from './rule.ts'

export const destructiveCommand: Rule = {
  id: 'RB302',
  name: 'destructive-command',
  summary: 'An inventory: every command that cannot be taken back, warned of or not.',
  why: 'Before a team lets anybody, or anything, run its pages, it wants to see every line that destroys something, on one list. The rule is off until you ask for it; what lacks a warning is found by destructive-unguarded in any case.',
  severity: 'off',
  examples: [
    {
      title: 'a warning does not take a command off the list',
      bad: page(
        '# Reset',
        '',
        '**Warning**: unsent messages are lost.',
        '',
        '```bash',
        'rm -rf /var/lib/shop/queue ⟵',
        '```',
      ),
      good: page('# Reset', '', '```bash', 'mv /var/lib/shop/queue /var/lib/shop/queue.old', '```'),
    },
  ],
  *page(read) {
    for (const { effect, line, column, text, reasons } of judgedCommands(read)) {
      if (effect !== 'destructive') continue
      const why = reasons[0] ?? 'this cannot be taken back'
      yield {
        span: spanOfText(line, column, text.split('\n', 1)[0]!),
        message: why.slice(0, 1).toUpperCase() + why.slice(1),
      }
    }
  },
}
