import { findPageVariables } from './page-variables.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

export const varUndefined: Rule = {
  id: 'RB201',
  name: 'var-undefined',
  summary: 'Every variable that a command reads is set on the page, or declared as its input.',
  why: 'A shell puts nothing in the place of a variable that is not set, and says nothing about it: `kubectl delete pod -n $NAMESPACE` then works on whatever namespace happens to be the default. Set the variable in a command above, or declare it under `params:` in the front matter, so that the reader is asked for it.',
  severity: 'warning',
  kinds: { postmortem: 'info', template: 'info' },
  executable: 'error',
  examples: [
    {
      title: 'a namespace that nobody set',
      bad: page('# Restart', '', '```bash', 'kubectl rollout restart deploy/api -n $NAMESPACE ⟵', '```'),
      good: page(
        '# Restart',
        '',
        '```bash',
        'NAMESPACE=shop',
        'kubectl rollout restart deploy/api -n $NAMESPACE',
        '```',
      ),
    },
    {
      title: 'an input of the page',
      bad: page('# Restart', '', '```bash', 'systemctl restart "shop@$INSTANCE" ⟵', '```'),
      good: page(
        '---',
        'params:',
        '  INSTANCE: {}',
        '---',
        '# Restart',
        '',
        '```bash',
        'systemctl restart "shop@$INSTANCE"',
        '```',
      ),
    },
  ],
  *page(read, { settings }) {
    for (const { names, span } of findPageVariables(read, settings.variables)) {
      const [first] = names
      yield {
        span,
        message: `Nothing on this page sets ${names.map((name) => `$${name}`).join(' or ')}`,
        hint: `Set it in a command above, or declare ${first} under params: in the front matter`,
      }
    }
  },
}
