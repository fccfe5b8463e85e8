import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSession, type Session } from './actions.ts'
import { inheritedEnvironment } from './environment.ts'
import type { Opening, StepRequest } from './session.ts'
import { dockerTransport, kubectlTransport, sshTransport, type Transport } from './transport.ts'

let folder = ''
let session: Session | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-transport-'))
})
afterEach(async () => {
  await session?.close({ everything: true })
  session = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Stands in for docker, kubectl and ssh: writes down its arguments and starts what comes last, as they would elsewhere. */
const STAND_IN = `#!/bin/bash
printf '%s\\n' "$@" >>"$RECORD"
printf 'Defaulted container "web"\\n' >&2
case \${0##*/} in
ssh) exec sh -c "\${!#}";;
*) while [[ $1 != -- ]];do shift;done; shift; [[ \${0##*/} == docker ]] && shift; "$@";;
esac
`

function environment(): Record<string, string> {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const name of ['ssh', 'docker', 'kubectl']) {
    writeFileSync(join(bin, name), STAND_IN)
    chmodSync(join(bin, name), 0o755)
  }
  return { ...inheritedEnvironment(process.env), PATH: `${bin}:${process.env.PATH}`, RECORD: join(folder, 'argv') }
}

const transport = (opening: Opening<Transport>): Transport => {
  if (!opening.ok) throw new Error(JSON.stringify(opening.refusal))
  return opening.value
}

const TARGETS = {
  ssh: sshTransport({ host: 'ana@web-3', port: 2222, configFile: '/x y/config', controlFolder: '/run/opsbook' }),
  docker: dockerTransport({ container: 'shop-1', user: 'app' }),
  kubectl: kubectlTransport({ pod: 'deployment/web', namespace: 'shop', container: 'web', context: 'prod' }),
}

test('argv is what the programs take, with the target behind everything that could be an option', () => {
  const bash = ['bash', '--noprofile', '--norc']
  expect(transport(TARGETS.docker).argv).toEqual(['docker', 'exec', '-i', '--user', 'app', '--', 'shop-1', ...bash])
  expect(transport(TARGETS.kubectl).argv).toEqual([
    ...[
      'kubectl',
      '--context=prod',
      '--namespace=shop',
      '--container=web',
      'exec',
      '-i',
      'deployment/web',
      '--',
      ...bash,
    ],
  ])
  const ssh = transport(TARGETS.ssh).argv
  expect(ssh.slice(0, 6)).toEqual(['ssh', '-F', '/x y/config', '-p', '2222', '-T'])
  expect(ssh.slice(-3)).toEqual(['--', 'ana@web-3', 'exec bash --noprofile --norc'])
  expect(ssh).toContain('ControlPath=/run/opsbook/%C')
})

test('a name that could be an option or a command is refused', () => {
  for (const host of ['ana@-oProxyCommand=x', '-l@web', 'ana@']) expect(sshTransport({ host }).ok, host).toBe(false)
  for (const name of [
    '',
    '-oProxyCommand=touch canary',
    '--help',
    'a b',
    'a;b',
    '$(x)',
    'a\nb',
    'a\0',
    "a'b",
    'x'.repeat(256),
  ]) {
    const all = [sshTransport({ host: name }), dockerTransport({ container: name }), kubectlTransport({ pod: name })]
    const more = [dockerTransport({ container: 'a', user: name }), kubectlTransport({ pod: 'a', namespace: name })]
    expect(
      [...all, ...more].map((one) => one.ok),
      name,
    ).toEqual([false, false, false, false, false])
  }
})

for (const [name, target] of Object.entries(TARGETS)) {
  test(`${name}: the same protocol over three streams`, async () => {
    const opened = await openSession({
      transport: transport(target),
      environment: environment(),
      targetEnvironment: { REGION: 'eu' },
      cwd: folder,
    })
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
    session = opened.value
    const run = async (text: string, more: Partial<StepRequest> = {}) => {
      const outcome = await opened.value.run({ id: 's', language: 'bash', text, ...more }, () => undefined)
      return {
        ...outcome,
        out: Buffer.from(outcome.stdout.tail).toString(),
        err: Buffer.from(outcome.stderr.tail).toString(),
      }
    }
    await run('mkdir d; cd d; v=$\'two\\nlines\'; f() { echo "f $v"; }')
    expect(await run('f; echo "$REGION"; echo problem >&2; false')).toMatchObject({
      ...{
        out: 'f two\nlines\neu\n',
        err: 'problem\n',
        end: { kind: 'finished', status: 1 },
        failingLine: 1,
        restored: false,
      },
    })
    expect((await run('exit 5')).end).toEqual({ kind: 'shell-ended', status: 5 })
    expect(await run('f; echo "${PWD##*/} $REGION"')).toMatchObject({
      restored: true,
      restoreProblems: [],
      out: 'f two\nlines\nd eu\n',
    })
    expect((await run('kill -9 $PPID; sleep 5')).end).toMatchObject({ kind: 'lost' })
    expect(await run('f')).toMatchObject({ restored: true, out: 'f two\nlines\n' })
    expect(await run('sleep 30', { timeoutMs: 100 })).toMatchObject({
      end: { kind: 'timed-out', processes: 'all-gone' },
    })
    expect(readFileSync(join(folder, 'argv'), 'utf8').split('\n').slice(0, -1)).toEqual(
      expect.arrayContaining(transport(target).argv.slice(1) as string[]),
    )
  }, 20_000)
}

test('a target without bash, or that cannot be reached, says why', async () => {
  const base = environment()
  const cases = [
    ['echo "OCI runtime exec failed: bash: not found" >&2; exit 127', 'bash: not found'],
    ['echo "Permission denied (publickey)." >&2; exit 255', 'Permission denied'],
    ['cat', 'is no bash'],
  ] as const
  for (const [program, reason] of cases) {
    writeFileSync(join(folder, 'bin', 'docker'), `#!/bin/sh\n${program}\n`)
    const opened = await openSession({ transport: transport(TARGETS.docker), environment: base, openTimeoutMs: 500 })
    expect(opened, program).toMatchObject({
      ok: false,
      refusal: { code: 'session/no-answer', target: 'docker shop-1' },
    })
    if (program !== 'cat') expect(JSON.stringify(opened)).toContain(reason)
  }
})
