import { expect, test } from 'vitest'
import { incidentOf, minute } from '../../../test/incident-of.ts'
import { loadBook } from '../../runbook/book/actions.ts'
import { fillTemplate } from './communication.ts'
import { incidentBook } from './incident-book.ts'
import { unfilledBlanks } from './template-blanks.ts'

const open = async () => {
  const loaded = await loadBook(['examples/shop'], { cwd: '.' })
  if (!loaded.ok) throw new Error(loaded.refusal.code)
  return incidentBook(loaded.value)
}

test('the example book says all that an incident needs', async () => {
  const { policy, roles, templates, workflows } = await open()
  expect(policy.levels.P0).toMatchObject({ ackSeconds: 300, updateSeconds: 900, mitigationSeconds: 3600 })
  expect(roles.map(({ id, duties }) => `${id} ${duties.length}`)).toEqual([
    'commander 1',
    'communications 1',
    'scribe 0',
    'operations 1',
    'service-owner 1',
  ])
  expect(templates.map(({ title, moment }) => `${title}: ${moment}`)).toEqual([
    'First Message: first',
    'Update: update',
    'Resolved: resolved',
  ])
  expect(workflows[0]).toMatchObject({
    title: 'Workflow',
    file: expect.stringContaining('incidents/incident-response.md'),
  })
  expect(workflows[0]!.steps.length).toBe(11)
})

test('lines that end behind their label are filled by going on with them', async () => {
  const { templates } = await open()
  const facts = { impact: 'Orders are refused' }
  const filled = fillTemplate(templates[0]!, incidentOf(), { facts, now: minute(2) })
  expect(filled).toEqual({
    text: `Shop: we are looking into a problem

What you notice: Orders are refused
Since (UTC): 2030-01-01 00:00 UTC
What still works:
Next update (UTC): 2030-01-01 00:10 UTC
`,
    open: ['What still works:'],
  })
  expect(unfilledBlanks(templates[0]!, filled.text)).toEqual(['What still works:'])
  expect(unfilledBlanks(templates[0]!, filled.text.replace('What still works:', 'What still works: the rest'))).toEqual(
    [],
  )
})
