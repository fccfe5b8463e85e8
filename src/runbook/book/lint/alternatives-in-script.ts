import type { FenceItem, FenceReading } from '../fence-reading.ts'
import { readComment } from '../parse/comment-line.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

export const alternativesInScript: Rule = {
  id: 'RB609',
  name: 'alternatives-in-script',
  summary: 'A script does not list two ways of doing the same, one below the other.',
  why: 'In a block that is read, `# or` between two commands is a choice. In a script that is saved and run, both are carried out: the one for Docker fails, and with `set -e` the script stops halfway through a restore; without it, it goes on as if nothing had happened. Decide with a variable or a parameter.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'off' },
  examples: [
    {
      title: 'two platforms, both run',
      bad: page(
        '# Restore',
        '',
        '```bash',
        '#!/bin/bash',
        'docker compose stop api',
        '# or ⟵',
        'kubectl scale deploy/api -n shop --replicas=0',
        '```',
      ),
      good: page(
        '# Restore',
        '',
        '```bash',
        '#!/bin/bash',
        'if [ "$PLATFORM" = docker ]; then',
        '  docker compose stop api',
        'else',
        '  kubectl scale deploy/api -n shop --replicas=0',
        'fi',
        '```',
      ),
    },
  ],
  *page({ document, readings }) {
    for (const reading of readings) {
      if (reading.kind !== 'file' || reading.language !== 'bash') continue
      for (const line of orLines(reading)) {
        yield {
          span: spanOfLines(document, line),
          message: 'A script runs what stands above and below this "or", not one of them',
          hint: 'Choose with if … else, or make it two scripts',
        }
      }
    }
  },
}

/** Comments that say nothing but "or" and stand between two commands. */
function orLines({ items, fence }: FenceReading): number[] {
  const isOr = (text: string) => readComment(text).kind === 'or'
  if (items.some((item) => item.kind === 'comment')) {
    const said = items.filter(
      (item): item is Extract<FenceItem, { kind: 'comment' }> => item.kind === 'comment' && isOr(item.text),
    )
    return said.map(({ line }) => line)
  }
  return fence.lines.flatMap(({ text, line }) =>
    /^\s*#/.test(text) && isOr(text.replace(/^\s*#+\s*/, '').trim()) ? [line] : [],
  )
}
