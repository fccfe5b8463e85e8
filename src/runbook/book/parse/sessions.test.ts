import { describe, expect, test } from 'vitest'
import type { Step } from '../page.ts'
import { readPage } from './read-page.ts'
import { sessionOf } from './session-opener.ts'

const tick = '```'
const pageOf = (...lines: string[]) => readPage('alerts/ClockSkew.md', ['# ClockSkew', '', ...lines].join('\n'))
const steps = (...lines: string[]): readonly Step[] =>
  pageOf(...lines).procedures.flatMap((procedure) => [...procedure.steps, ...procedure.verification])
const fence = (...lines: string[]) => [`${tick}console`, ...lines, tick, '']
const bash = (...lines: string[]) => [`${tick}bash`, ...lines, tick, '']
/** Every command, behind the opener of the session it is typed in. */
const typed = (...lines: string[]) =>
  steps(...lines).flatMap(({ within, commands, kind }) =>
    commands.map(({ text }) => (within === undefined ? text : `${kind} in ${within}: ${text}`)),
  )

describe('commands that open a session', () => {
  test.each<[string, 'shell' | 'prompt' | undefined]>([
    ['oc debug node/<node>', 'shell'],
    ['oc debug node/web-1 -- chroot /host systemctl status kubelet', undefined],
    ['oc debug', undefined],
    ['chroot /host', 'shell'],
    ['kubectl exec -it web-0 -n shop -- bash', 'shell'],
    ['kubectl exec -it web-0 -- env', undefined],
    ['kubectl exec -it deploy/web -- rails c', 'prompt'],
    ['docker exec -it web sh', 'shell'],
    ['docker run -it postgres', undefined],
    ['ssh web-1.example.com', 'shell'],
    ['ssh web-1.example.com uptime', undefined],
    ['ssh -T git@github.com', undefined],
    ['sudo su - postgres', 'shell'],
    ["su -c 'ls' postgres", undefined],
    ['psql', 'prompt'],
    ["psql -c 'select 1'", undefined],
    ['sudo gitlab-psql -c "SELECT 1"', undefined],
    ['gcloud compute ssh web-1 --zone z', 'shell'],
    ['vim settings.yml', undefined],
  ])('%s', (text, kind) => expect(sessionOf({ text, language: 'bash' })?.kind).toBe(kind))
})

describe('what is typed inside a session', () => {
  test('a node, its root folder, and what is done there', () =>
    expect(
      typed(
        '## Diagnosis',
        '',
        ...fence('$ oc -n default debug node/<node>', '$ chroot /host', '$ systemctl status chronyd'),
      ),
    ).toEqual([
      'oc -n default debug node/<node>',
      'manual in oc -n default debug node/<node>: chroot /host',
      'manual in chroot /host: systemctl status chronyd',
    ]))

  test('it goes on in the next block, and in the mitigation, until the cluster is asked again', () =>
    expect(
      typed(
        ...['## Diagnosis', '', 'Start a debug pod:', ...bash('oc debug node/<node>')],
        ...['Then run:', ...bash('journalctl -u chronyd')],
        ...['## Mitigation', '', 'Restart the service:', ...bash('systemctl restart chronyd')],
        ...['Look at the node:', ...bash('oc get node <node>')],
      ),
    ).toEqual([
      'oc debug node/<node>',
      'manual in oc debug node/<node>: journalctl -u chronyd',
      'manual in oc debug node/<node>: systemctl restart chronyd',
      'oc get node <node>',
    ]))

  test('it ends where it is left', () =>
    expect(
      typed(
        '## Mitigation',
        '',
        ...bash('ssh web-1', 'sudo systemctl restart web', 'exit', 'curl -f https://shop.example/health'),
      ),
    ).toEqual([
      'ssh web-1',
      'manual in ssh web-1: sudo systemctl restart web',
      'manual in ssh web-1: exit',
      'curl -f https://shop.example/health',
    ]))

  test('it ends where the prompt of the desk stands again', () =>
    expect(
      typed(
        '## Mitigation',
        '',
        ...fence('me@desk:~$ ssh web-1', 'root@web-1:~# uptime', 'me@desk:~$ dig shop.example'),
      ),
    ).toEqual(['ssh web-1', 'manual in ssh web-1: uptime', 'dig shop.example']))

  test('it ends where the author says so, and a prompt for statements with its block', () => {
    expect(
      typed('## Mitigation', '', ...bash('ssh web-1'), 'On your own machine, run:', ...bash('dig shop.example')),
    ).toEqual(['ssh web-1', 'dig shop.example'])
    expect(
      typed('## Mitigation', '', ...bash('psql -U shop'), 'Check the site:', ...bash('curl -f localhost')),
    ).toEqual(['psql -U shop', 'curl -f localhost'])
  })

  test('the path of a script is not typed at a prompt for statements', () =>
    expect(
      typed('## Mitigation', '', ...bash('# 1. Start', 'rebar3 shell', '# 2. Measure', './scripts/bench.sh')),
    ).toEqual(['rebar3 shell', './scripts/bench.sh']))

  test('in a numbered list the session of one item is that of the next', () =>
    expect(typed('## Mitigation', '', '1. Log in: `ssh web-1`', '2. Restart it: `sudo systemctl restart web`')).toEqual(
      ['ssh web-1', 'manual in ssh web-1: sudo systemctl restart web'],
    ))

  test('a choice inside a session is one of things to type', () => {
    const read = steps(
      ...['## Mitigation', ''],
      ...bash(
        'oc debug node/<node>',
        '# For CRI-O/containerd clusters:',
        'crictl images',
        '# For Docker-based clusters:',
        'docker images',
        'exit',
        'oc get pods',
      ),
    )
    expect(read.map(({ kind, within }) => `${kind} ${within ?? '-'}`)).toEqual([
      'command -',
      'choice -',
      'manual oc debug node/<node>',
      'command -',
    ])
    expect(read[1]!.alternatives!.flatMap((each) => each.steps.map(({ within }) => within))).toEqual([
      'oc debug node/<node>',
      'oc debug node/<node>',
    ])
  })

  test('a program that nobody knows to wait still does when it opens a session', () => {
    const [opener] = steps('## Mitigation', '', ...bash('toolbox', 'strace -p 1'))
    expect(opener!.commands[0]).toMatchObject({ text: 'toolbox', risk: 'interactive', traits: ['interactive'] })
  })
})
