import { expect, test } from 'vitest'
import { readDocument } from './read-document.ts'
import { readSymptoms } from './symptoms.ts'

const read = (markdown: string) => readSymptoms(readDocument('page.md', markdown))
const check = (markdown: string, ...rows: string[]) =>
  expect(
    read(markdown).map(({ source, symptom, cause, action }) => `${source}: ${symptom} | ${cause} | ${action}`),
  ).toEqual(rows)

test('tables by the words of their header', () => {
  check(
    '| Symptom | Likely Cause | Action |\n|---|---|---|\n| **No answer** | Store down | Run `start.sh` |\n',
    'table: No answer | Store down | Run start.sh',
  )
  check(
    '| Problem | Potential Cause | Verification |\n|---|---|---|\n| Slow | Load | `curl -s x | grep y` |\n',
    'table: Slow | Load | curl -s x | grep y',
  )
  check(
    '| # | Runbook | Symptoms | Severity |\n|---|---|---|---|\n| 1 | \\[[#a|Restart]\\] | Errors | P0 |\n',
    'table: Errors |  | Restart',
  )
  check('| Limitation | Reason | Workaround |\n|---|---|---|\n| No HA | One node | Wait |\n')
  check('| Error | Code |\n|---|---|\n| a | 1 |\n')
})

test('rows keep severity, codes and whether they were repaired', () => {
  const [row] = read(
    '| Symptom | Cause | Section | Severity |\n|---|---|---|---|\n| `x` fails | y | [[#z|Z]] | High |\n',
  )
  expect(row).toMatchObject({ line: 3, repaired: true, severity: 'High', codes: ['x'], action: 'Z' })
})

test('sections with labels or with headings', () => {
  check(
    '## Hangs\n\n**Symptoms**: Nothing moves\n\n**Actions**:\n1. Kill it\n2. Look at `log`\n',
    'section: Nothing moves |  | Kill it; Look at log',
  )
  check(
    '# Down\n\n## Symptoms\n\n- A\n- B\n\n## Possible causes\n\n- C\n\n## Resolution\n\nRestart it.\n',
    'section: A; B | C | Restart it.',
  )
})

test('lettered causes behind "Common Causes & Solutions"', () => {
  check(
    '## Fails\n\n**Symptom:** None\n\n**Common Causes & Solutions:**\n\n**A. Not there**\n\n```bash\n# look\nls\n```\n\n**B. Shadowed**\n\n```bash\nmv a b\n```\n',
    'section: None | Not there\nShadowed | ls; mv a b',
  )
})

test('bullets, also with nested remedies', () => {
  check('- **Issue**: Denied\n- **Cause**: Rights\n- **Fix**: `chmod`\n', 'bullets: Denied | Rights | chmod')
  check('- **Symptom:** Noise\n- **Mitigation:**\n  - Tune\n  - Group\n', 'bullets: Noise |  | Tune; Group')
  check('- **Problem**: a sentence about design\n')
  check('# A\n\n## Overview\n\n- **Symptoms:** how to see it\n- **Resolution:** how to mend it\n')
})

test('error messages in fences', () => {
  check(
    '## Issue: No start\n\n**Symptoms**:\n- Dies\n\n### 1. No key\n\n**Error Message**:\n```\nERROR: key missing\n```\n\n**Solution**:\n```bash\nmake key\n```\n',
    'section: Dies |  | ',
    'error: ERROR: key missing | No key | make key',
  )
  check(
    '## A\n\n**Symptoms:**\n```bash\n$ run\nerror: no\n```\n\n**Solution:**\n\nInstall it.\n',
    'error: error: no |  | Install it.',
  )
})
