/** `opsbook alert routes`: who is to be told of which alert, by the settings of the book; no server is asked. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'test',
    summary: 'check the tests of routes that opsbook.yaml keeps',
    load: async () => (await import('./alert-routes-test.ts')).alertRoutesTest,
  },
  {
    name: 'explain',
    summary: 'show the way of an alert with some labels through the tree',
    load: async () => (await import('./alert-routes-explain.ts')).alertRoutesExplain,
  },
]

export const alertRoutes = commandGroup(
  {
    name: 'alert routes',
    summary: 'Who is told of which alert, by the settings of the book; no server is asked.',
    examples: [
      ['opsbook alert routes test', 'do the routes do what their tests say'],
      ['opsbook alert routes explain alertname=DiskFull team=db', 'who would be told, and why'],
    ],
  },
  parts,
)
