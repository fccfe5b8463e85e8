import { isAnnounced, isCautioned } from './caution.ts'
import { isIrreversible } from './irreversible.ts'
import { type JudgedCommand, judgedCommands } from './judged-commands.ts'
import { page, spanOfText } from './place.ts'
import { emptiesCache, takesBackWhatItMade } from './recoverable.ts'
import type { Rule } from './rule.ts'

export const destructiveUnguarded: Rule = {
  id: 'RB301',
  name: 'destructive-unguarded',
  summary: 'A command that cannot be taken back is announced before it is reached.',
  why: 'Under pressure people paste block after block. A line that deletes data has to be met with a warning, a dry run or a question in front of it, in the same step or section; what is written below it is read too late. A backup mentioned nearby is no guard: nobody is made to look whether it exists.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'off' },
  executable: 'error',
  singly: true,
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
      title: 'each line of a block is a finding of its own, so that accepting one does not accept the next',
      bad: page(
        '# Reset',
        '',
        '```bash',
        '# 1. Stop',
        'systemctl stop shop-queue',
        '# 2. Clean',
        'rm -rf /var/lib/shop/queue ⟵',
        'rm -rf /var/lib/shop/index ⟵',
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
    {
      title: 'a cache fills itself again, if it is said to be one',
      bad: page('# Orders are slow', '', '```bash', '# Start over', 'redis-cli FLUSHALL ⟵', '```'),
      good: page('# Orders are slow', '', '```bash', '# Clear the cache', 'redis-cli FLUSHALL', '```'),
    },
    {
      title: 'what was made for a trial may be taken away',
      bad: page('# Write', '', '```bash', 'redis-cli GET probe_key', 'redis-cli DEL probe_key ⟵', '```'),
      good: page('# Write', '', '```bash', 'redis-cli SET probe_key 1', 'redis-cli DEL probe_key', '```'),
    },
  ],
  *page(read) {
    for (const command of judgedCommands(read)) {
      const { text, line, column, fence } = command
      if (!isIrreversible(command) || isAnnounced(read, line, fence) || isCautioned(read, line, fence)) continue
      if (emptiesCache(command) || takesBackWhatItMade(read, command)) continue
      yield {
        span: spanOfText(line, column, text.split('\n', 1)[0]!),
        // What is deleted often stands on the second line.
        ...(text.includes('\n') ? { subject: text } : {}),
        message: `${reason(command)}, and nothing above warns of it`,
        hint: 'Put a warning, a dry run or a question in front of it',
      }
    }
  },
}

const reason = ({ reasons }: JudgedCommand) => {
  const text = reasons[0] ?? 'this cannot be taken back'
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
