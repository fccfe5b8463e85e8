import { expect, test } from 'vitest'
import { readDrills } from './drills.ts'
import { readDocument } from './read-document.ts'

const read = (markdown: string) => readDrills(readDocument('docs/page.md', markdown))

const DRILL = `# Outage Simulation

**Duration**: ~20 minutes

## 🔥 Start (T+0m)

## React (T+1..5m)

## Clean (T+10..20m)

## Success Criteria

- ✅ Seen
- ✅ Mended

## Variations

### Variation 1: Errors
`

test('a page that plays through phases', () => {
  expect(read(DRILL)).toEqual([
    {
      title: 'Outage Simulation',
      line: 1,
      durationSeconds: 1200,
      phases: [
        { title: 'Start', startSeconds: 0, line: 5 },
        { title: 'React', startSeconds: 60, endSeconds: 300, line: 7 },
        { title: 'Clean', startSeconds: 600, endSeconds: 1200, line: 9 },
      ],
      criteria: ['Seen', 'Mended'],
      variations: ['Variation 1: Errors'],
    },
  ])
})

test('kinds of drills with their lengths', () => {
  const shown = (markdown: string) => read(markdown).map(({ title, durationSeconds }) => `${title} ${durationSeconds}`)
  expect(
    shown(
      '## DR Drill Schedule\n\n1. **Table-Top** (2 hours, quarterly)\n   - Walk through\n2. **Full** (8 hours, annually)\n',
    ),
  ).toEqual(['Table-Top 7200', 'Full 28800'])
  expect(shown('## Plan\n\n**Types of Drills**:\n- **Monthly**: Restore test (1 hour)\n')).toEqual([
    'Restore test 3600',
  ])
})

test('a page about a real incident is none', () => {
  expect(read(DRILL.replace('Simulation', 'Postmortem'))).toEqual([])
  expect(read('## Drills\n\n- We do drills monthly\n')).toEqual([])
})
