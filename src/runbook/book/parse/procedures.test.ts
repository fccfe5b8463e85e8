import { describe, expect, test } from 'vitest'
import { readPage } from './read-page.ts'

const tick = '```'
const bash = (...lines: string[]) => [`${tick}bash`, ...lines, tick, '']
/** Titles of the procedures of a page with the commands of each. */
const procedures = (...lines: string[]) =>
  Object.fromEntries(
    readPage('alerts/QueueStuck.md', lines.join('\n')).procedures.map(({ title, steps, verification }) => [
      title,
      [...steps, ...verification].flatMap((step) => step.commands.map(({ text }) => text)),
    ]),
  )

describe('commands outside the usual parts', () => {
  test('below text that explains the alert, which stays a procedure of its own', () =>
    expect(
      procedures(
        ...['# QueueStuck', '', '## Meaning', '', 'The queue is stuck.', '', '### Disable this alert entirely', ''],
        ...['Edit the collector:', ...bash('oc edit flowcollector cluster')],
        ...['## Diagnosis', '', '1. Open the console.', '2. Look at the health dashboard.'],
      ),
    ).toEqual({ QueueStuck: [], 'Disable this alert entirely': ['oc edit flowcollector cluster'] }))

  test('a chapter of preparation beside other procedures; whom to call is none', () =>
    expect(
      procedures(
        ...['# Maintenance', '', '## Before the window', ''],
        ...['### 1. Preparation', '', ...bash('# Back up the settings', 'tar czf settings.tgz settings/')],
        ...['### 2. Freeze the queue', '', ...bash('queuectl freeze')],
        ...[
          '## Escalation Path',
          '',
          'If nothing helps:',
          '',
          '1. **Collect the state**:',
          ...bash('tar czf state.tgz state/'),
        ],
      ),
    ).toEqual({
      '1. Preparation': ['tar czf settings.tgz settings/'],
      '2. Freeze the queue': ['queuectl freeze'],
    }))

  test('what has to be run to meet a prerequisite', () => {
    const page = readPage(
      'docs/dashboard.md',
      [
        ...['# Open the dashboard', '', '## Prerequisites', '', '- Access to the cluster', '- The tunnel tool:', ''],
        ...['  ```bash', '  brew install krelay', '  ```', ''],
        ...['## Steps', '', '1. Open the tunnel:', '', '   ```bash', '   krelay svc/dashboard 8080', '   ```'],
      ].join('\n'),
    )
    const [procedure] = page.procedures
    expect(procedure!.prerequisites).toHaveLength(2)
    expect(procedure!.steps.map(({ phase, commands }) => `${phase}: ${commands[0]!.text}`)).toEqual([
      'prerequisite: brew install krelay',
      'action: krelay svc/dashboard 8080',
    ])
  })

  test('questions that are answered with commands', () =>
    expect(
      procedures(
        '# Guide',
        '',
        '## FAQ',
        '',
        '### How do I restore it?',
        '',
        ...bash('shop import b.yaml'),
        '### Is it fast?',
        '',
        'Yes.',
      ),
    ).toEqual({ 'How do I restore it?': ['shop import b.yaml'] }))

  test('bullets with a numbered list and its blocks below', () =>
    expect(
      procedures(
        ...['# VmMemory', '', '## Mitigation', '', '- In the guest:', '  - Tune what needs memory.', ''],
        ...['- Give the machine more memory:', '  1) Edit it:', '     ```bash', '     oc edit vm web', '     ```', ''],
        ...['  2) Start it again:', '     ```bash', '     virtctl start web', '     ```'],
      ),
    ).toEqual({ VmMemory: ['oc edit vm web', 'virtctl start web'] }))

  test('a sentence that opens with a case forbids nothing by it', () => {
    const below = (sentence: string) =>
      procedures('# Loki', '', '## Mitigation', '', sentence, '', ...bash('oc edit loki')).Loki
    expect(below("If you don't intend to use it, you should disable it:")).toEqual(['oc edit loki'])
    expect(below("If you don't want to wait, you can run:")).toEqual(['oc edit loki'])
    expect(below('If the queue is full, do not run this:')).toBeUndefined()
  })

  test('a note in a quotation takes no block away', () =>
    expect(
      procedures(
        '# Notes',
        '',
        '## Remove a note',
        '',
        '**Note**',
        '',
        '> Use the other way first.',
        '',
        'Dry run:',
        '',
        ...bash('rake dry'),
      ),
    ).toEqual({ 'Remove a note': ['rake dry'] }))

  test('examples and quick references stay what they are', () =>
    expect(procedures('# Tool', '', '## Examples', '', '### Small', '', ...bash('helm install a b'))).toEqual({}))
})
