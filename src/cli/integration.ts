/** `opsbook integration`: the tools that may send signals to a server. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'add',
    summary: 'let a tool in; prints its key, once',
    load: async () => (await import('./integration-add.ts')).integrationAdd,
  },
  {
    name: 'list',
    summary: 'the tools there are',
    load: async () => (await import('./integration-list.ts')).integrationList,
  },
  {
    name: 'disable',
    summary: 'take no more signals from one',
    load: async () => (await import('./integration-change.ts')).integrationDisable,
  },
  {
    name: 'enable',
    summary: 'take signals from it again',
    load: async () => (await import('./integration-change.ts')).integrationEnable,
  },
]

export const integration = commandGroup(
  {
    name: 'integration',
    summary:
      'The tools that may send signals to a server: Prometheus, Alertmanager, Grafana, PagerDuty and Opsgenie clients, anything that posts JSON. Each has a key of its own.',
    examples: [
      [
        'opsbook integration add prometheus --dialect alertmanager-api',
        'prints where Prometheus is to send, with the key',
      ],
      ['opsbook integration list', 'who sends, and when it was last heard of'],
    ],
  },
  parts,
)
