import { expect, test } from 'vitest'
import { readChecklists } from './checklists.ts'
import { readDocument } from './read-document.ts'

const check = (markdown: string, ...rows: string[]) =>
  expect(
    readChecklists(readDocument('page.md', markdown)).map(
      ({ title, role, items }) => `${title} ${role} ${items.map(({ checked }) => (checked ? 'x' : '.')).join('')}`,
    ),
  ).toEqual(rows)

test('open boxes are a template, ticked ones a claim', () => {
  check(
    '# A\n\n**Before**:\n- [ ] one\n- [ ] two\n\n## Done\n\n- [x] three\n- [ ] four\n',
    'Before template ..',
    'Done claim x.',
  )
  check('# A\n\n1. **Prepare**:\n   - [ ] one\n   - [ ] two\n', 'Prepare template ..')
})

test('signs mean what their title says', () => {
  check('## Success Criteria\n\n- ✅ one\n', 'Success Criteria requirement x')
  check('## Prerequisites\n\n- ✅ one\n', 'Prerequisites requirement x')
  check('## Status\n\n- ✅ one\n', 'Status claim x')
  check('## Scope\n\n- ✅ one\n- ❌ two\n', 'Scope scope x.')
})

test('boxes inside fences of any language', () => {
  check('## Collect\n\n```bash\n# First:\n- [ ] when\n- [ ] what\n```\n', 'Collect template ..')
  check('## Form\n\n```markdown\n## Part\n- [x] done\ntext\n```\n', 'Form claim x')
})

test('a list without boxes is none', () => check('# A\n\n- one\n- two\n'))
