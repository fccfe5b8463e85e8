import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openSession, type Session, type SessionOptions } from './actions.ts'
import { inheritedEnvironment } from './environment.ts'
import type { StepRequest } from './session.ts'
import { localTransport } from './transport.ts'

const sessions: Session[] = []
const folders: string[] = []
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close({ everything: true })))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const scratch = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'opsbook-test-')))
  return folders.at(-1)!
}

async function open(options: Partial<SessionOptions> = {}): Promise<Session> {
  const environment = inheritedEnvironment(process.env)
  const opened = await openSession({
    transport: localTransport(),
    environment,
    cwd: scratch(),
    graceMs: 300,
    ...options,
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  sessions.push(opened.value)
  return opened.value
}

/** Runs texts one after the other; says how each ended and what it printed. */
async function run(session: Session, ...steps: (string | Partial<StepRequest>)[]) {
  const outcomes = []
  for (const step of steps) {
    const request = { id: 's', language: 'bash', text: '', ...(typeof step === 'string' ? { text: step } : step) }
    const chunks = { stdout: '', stderr: '' }
    const outcome = await session.run(request, ({ stream, bytes }) => {
      chunks[stream] += Buffer.from(bytes).toString('latin1')
    })
    const status = outcome.end.kind === 'finished' ? outcome.end.status : outcome.end.kind
    outcomes.push({ ...outcome, status, out: chunks.stdout, err: chunks.stderr })
  }
  return outcomes
}

const outputs = async (session: Session, ...steps: (string | Partial<StepRequest>)[]) =>
  (await run(session, ...steps)).map(({ out }) => out)
const statuses = async (session: Session, ...steps: (string | Partial<StepRequest>)[]) =>
  (await run(session, ...steps)).map(({ status }) => status)

test('steps share variables, functions, options and folder as if pasted in one terminal', async () => {
  const session = await open()
  const out = await outputs(
    session,
    'mkdir sub; cd sub; NAME=web; export OUT=1; f() { echo "f $1 $NAME"; }; declare -A map=([a]=1); set -- one two',
    'echo "${PWD##*/} $NAME $OUT ${map[a]} $2"; f x; env | grep ^OUT',
    'alias hi="echo hello"',
    'hi there',
    'shopt -s nullglob; set -o pipefail',
    'echo *.none; false | true; echo $?',
  )
  expect(out[1]).toBe('sub web 1 1 two\nf x web\nOUT=1\n')
  expect(out[3]).toBe('hello there\n')
  expect(out[5]).toBe('\n1\n')
})

test('the status of a step is what the next one finds in $?', async () => {
  const session = await open()
  expect(await statuses(session, 'true', 'false', '(exit 7)', 'nope-not-here', 'true | false')).toEqual([
    0, 1, 7, 127, 1,
  ])
  expect(await outputs(session, '(exit 7)', 'echo $?', 'echo $?')).toEqual(['', '7\n', '0\n'])
})

test('lines in messages and in outcomes are those of the step', async () => {
  const session = await open()
  const [wrong, loop, calls, broken, fine] = await run(
    session,
    'true\n\nnope-not-here',
    'for i in 1 2; do\n  true\n  false\ndone',
    'f() {\n  false\n}\n\nf',
    'echo one\nif then',
    'false\ntrue',
  )
  expect(wrong).toMatchObject({ status: 127, failingLine: 3, err: 'bash: line 3: nope-not-here: command not found\n' })
  expect(loop).toMatchObject({ status: 1, failingLine: 3 })
  expect(calls).toMatchObject({ status: 1, failingLine: 5 })
  expect(broken).toMatchObject({ out: 'one\n' })
  expect(broken!.err).toContain('line 2: syntax error')
  expect(fine!.failingLine).toBeUndefined()
})

test('text that would unhinge a loop, a heredoc or a parser harms nothing but itself', async () => {
  const session = await open()
  const out = await outputs(
    session,
    'cat <<E\n$HOME "x" `echo y`\nE',
    "cat <<'E'\nunfinished",
    'break; continue; return 5',
    "echo 'unclosed",
    'echo "a\\',
    '# only a comment',
    '',
    'read -r line; echo "[$line] $?"; cat',
    'echo fine # and a comment',
  )
  expect(out[0]).toBe(`${process.env.HOME} "x" y\n`)
  expect(out[7]).toBe('[] 0\n'.replace('0', '1'))
  expect(out[8]).toBe('fine\n')
})

test('redirections with exec end with their step, other descriptors stay', async () => {
  const session = await open()
  const out = await outputs(
    session,
    'exec >log 2>&1; echo hidden',
    'echo seen; exec 9>nine',
    'echo nine >&9; cat log nine; ls /proc/self/fd | sort -n | tail -1',
  )
  expect(out).toEqual(['', 'seen\n', 'hidden\nnine\n9\n'])
})

test('outputs can be opened again by name', async () => {
  const session = await open()
  const [step] = await run(session, 'echo one >/dev/stdout; echo two | tee /dev/stderr')
  expect(step).toMatchObject({ out: 'one\ntwo\n', err: 'two\n' })
})

test('set -x, set -e, set -u and set -v act on steps alone', async () => {
  const session = await open()
  const [, traced, plain] = await run(session, 'set -xu', 'echo a', 'set +xu')
  expect(traced).toMatchObject({ out: 'a\n', err: '++ echo a\n' })
  expect(plain!.err).toBe('++ set +xu\n')
  const [, unset, failed, after] = await run(
    session,
    'KEPT=1; set -eu',
    'true',
    'false; echo not reached',
    'echo "$KEPT $-"',
  )
  expect(unset!.status).toBe(0)
  expect(failed!.end).toEqual({ kind: 'shell-ended', status: 1 })
  expect(failed!.out).toBe('')
  expect(after).toMatchObject({ restored: true, restoreProblems: [] })
  expect(after!.out).toMatch(/^1 .*e.*u/)
})

test('options that act on every command come back with a restored shell, and on steps alone', async () => {
  const session = await open()
  const [, , traced] = await run(session, 'set -xeu', 'exit 2', 'echo a')
  expect(traced).toMatchObject({ restored: true, out: 'a\n', err: '++ echo a\n' })
  expect(await statuses(session, 'set +x', 'echo $never_set', 'set +eu', 'echo $never_set; false', 'true')).toEqual([
    0,
    'shell-ended',
    0,
    1,
    0,
  ])
})

test('a step that ends its shell is told, its trap runs, and the next one finds the state before it', async () => {
  const session = await open()
  const [, ended, next, killed, last] = await run(
    session,
    'mkdir d; cd d; pushd / >/dev/null; v=$\'a\\nb\'; readonly r=1; f() { echo f; }; alias g=f; set -- "p q"; umask 027; trap "echo bye" EXIT; declare -A m=([k]="x y")',
    'v=lost; exit 3',
    'printf "%s|" "$v" "$r" "$1" "$(umask)" "${m[k]}"; g; dirs; popd >/dev/null; echo "${PWD##*/}"',
    'kill -9 $$',
    'echo "${PWD##*/}"; trap - EXIT',
  )
  expect(ended).toMatchObject({ end: { kind: 'shell-ended', status: 3 }, out: 'bye\n' })
  expect(next).toMatchObject({ restored: true, restoreProblems: [] })
  expect(next!.out).toMatch(/^a\nb\|1\|p q\|0027\|x y\|f\n\/ .*\/d\nd\n$/)
  expect(killed!.end).toEqual({ kind: 'shell-ended', signal: 'SIGKILL' })
  expect(last).toMatchObject({ restored: true, out: 'd\n' })
})

test.each([
  ['exit 3', 'bye\n'],
  ['set -e; false', 'bye\n'],
  ['kill $$', 'bye\n'],
  ['kill -9 $$', 'bye\n'],
  // Another program in its place: bash has no end to do it at, and a terminal would be gone.
  ['exec true', ''],
])('what is to be done when the shell ends is done once, whatever ends it: %s', async (leaves, expected) => {
  const folder = scratch()
  const session = await open({ cwd: folder })
  await run(session, ': >farewell', "trap 'echo bye >>farewell' EXIT", leaves, 'true')
  await session.close()
  expect(readFileSync(join(folder, 'farewell'), 'utf8')).toBe(expected)
})

test('where the folder of the session is gone nothing runs anywhere else', async () => {
  const folder = scratch()
  const session = await open({ cwd: folder })
  const [, , , next] = await run(
    session,
    `mkdir d; cd d; trap 'touch ${folder}/trapped' EXIT`,
    'rmdir ../d',
    'kill -9 $$',
    'touch canary',
  )
  expect(next!.end).toMatchObject({ kind: 'refused', refusal: { code: 'session/no-answer' } })
  expect(JSON.stringify(next!.end)).toContain('the folder of the session is gone')
  expect([existsSync('canary'), existsSync(join(folder, 'canary'))]).toEqual([false, false])
  expect(existsSync(join(folder, 'trapped'))).toBe(false)
  mkdirSync(join(folder, 'd'))
  const [again] = await run(session, 'touch canary')
  expect([again!.end, existsSync(join(folder, 'd/canary'))]).toEqual([{ kind: 'finished', status: 0 }, true])
})

test('a variable that is lost because a secret was in it is not taken for empty', async () => {
  const session = await open({ environment: { ...inheritedEnvironment(process.env), LOGIN: 'app:swordfish' } })
  const make = { text: 'url="postgres://app:$TOKEN@db"; plain=1', secretEnv: { TOKEN: 'swordfish' } }
  await run(session, make)
  const [, other, lost, , twice, given, after] = await run(
    session,
    'kill -9 $$',
    'echo "$plain $LOGIN"',
    'echo "to $url"',
    'kill -9 $$',
    'echo --url="${url}"',
    'url=new; echo "to $url"',
    'echo "to $url"',
  )
  const refused = { kind: 'refused', refusal: { code: 'session/not-set-up' } }
  expect(other!.out).toBe('1 app:swordfish\n')
  expect([lost!.end, twice!.end]).toMatchObject([refused, refused])
  expect([given!.out, after!.out]).toEqual(['to new\n', 'to new\n'])
})

test('only allowed variables reach a step', async () => {
  const hostile = {
    LD_PRELOAD: 'x.so',
    BASH_ENV: '/tmp/x',
    NODE_OPTIONS: '--x',
    GIT_DIR: '/x',
    SECRET: 's',
    'BASH_FUNC_ls%%': '() { echo evil; }',
  }
  const session = await open({
    environment: inheritedEnvironment({ ...hostile, PATH: process.env.PATH, LC_ALL: 'C', EXTRA: 'e' }, [
      'EXTRA',
      'LD_PRELOAD',
    ]),
  })
  const [step] = await outputs(session, 'env -0 | tr "\\0" "\\n" | cut -d= -f1 | sort | tr "\\n" " "')
  expect(step).toBe('EXTRA LC_ALL OLDPWD OPSBOOK_SESSION_ID OPSBOOK_STEP_ID OPSBOOK_STEP_MARK PATH PWD SHLVL _ ')
  for (const name of ['LD_PRELOAD', 'PATH', 'IFS', 'BASH_ENV', 'GIT_SSH', 'a b', '__ob_text', 'PS4', 'RANDOM']) {
    const [refused] = await run(session, { text: 'true', env: { [name]: 'x' } })
    expect(refused!.end, name).toMatchObject({ kind: 'refused', refusal: { code: 'session/bad-variable', name } })
  }
})

test('variables stay, secrets go when their step ends and never enter a snapshot', async () => {
  const session = await open()
  const [first, second, third] = await run(
    session,
    {
      text: 'echo "$POD $TOKEN"; copy="Bearer $TOKEN"; plain=1',
      env: { POD: 'web-1' },
      secretEnv: { TOKEN: 'swordfish' },
    },
    'echo "$POD ${TOKEN-gone}"',
    'declare -i COUNT=1; exit 1',
  )
  expect([first!.out, second!.out]).toEqual(['web-1 swordfish\n', 'web-1 gone\n'])
  expect(JSON.stringify(first!.snapshot)).not.toContain('swordfish')
  expect(first!.snapshot!.variables.map(({ name }) => name)).toEqual(expect.arrayContaining(['POD', 'plain']))
  expect(third!.status).toBe('shell-ended')
  expect(await outputs(session, 'echo "$POD ${copy-gone} $plain"')).toEqual(['web-1 gone 1\n'])
})

test('a value never becomes arithmetic, a reference or a read-only surprise', async () => {
  const session = await open()
  const [, integer, , reference, , fixed] = await run(
    session,
    'declare -i N',
    { text: 'printf "%s" "$N"', env: { N: 'a[$(touch canary)]' } },
    'declare -n R=OTHER; OTHER=kept',
    { text: 'printf "%s %s" "$R" "$OTHER"', env: { R: 'value' } },
    'readonly F=1',
    { text: 'touch canary', env: { F: '2' } },
  )
  expect(integer!.out).toBe('a[$(touch canary)]')
  expect(reference!.out).toBe('value kept')
  expect(fixed!.end).toMatchObject({ kind: 'refused', refusal: { code: 'session/not-set-up' } })
  expect(await outputs(session, 'ls')).toEqual([''])
})

test('a step may have a folder of its own', async () => {
  const session = await open()
  const [, inside, after, missing] = await run(
    session,
    'mkdir -p a/b',
    { text: 'echo "${PWD##*/}"; cd ..', cwd: 'a/b' },
    'ls',
    { text: 'touch canary', cwd: 'nowhere' },
  )
  expect([inside!.out, after!.out]).toEqual(['b\n', 'a\n'])
  expect(missing!.end).toMatchObject({
    kind: 'refused',
    refusal: { code: 'session/not-set-up', reason: expect.stringContaining('nowhere') },
  })
})

test('other languages are children that get their text on a descriptor', async () => {
  const session = await open()
  const steps = await run(
    session,
    'export FROM=bash; cd /',
    {
      language: 'python',
      text: 'import os, sys\nprint(os.environ["FROM"], os.getcwd(), repr(sys.stdin.read()))\nsys.exit(4)',
    },
    { language: 'node', text: 'console.log(process.env.FROM, process.cwd())' },
    { language: 'sh', text: 'echo "$FROM $0"; read x || echo no input' },
    { language: 'erlang', text: 'halt().' },
    'echo $?',
  )
  expect(steps.map(({ status }) => status)).toEqual([0, 4, 0, 0, 'refused', 0])
  expect(steps.slice(1, 4).map(({ out }) => out)).toEqual(["bash / ''\n", 'bash /\n', 'bash /dev/fd/8\nno input\n'])
})

test('a background job neither blocks nor loses its output', async () => {
  let late = ''
  const session = await open({
    late: ({ bytes }) => {
      late += Buffer.from(bytes).toString()
    },
  })
  const [first, second] = await run(session, '(sleep 0.2; echo late) & echo started', 'echo next')
  expect([first!.out, second!.out]).toEqual(['started\n', 'next\n'])
  expect(first!.durationMs).toBeLessThan(150)
  await expect.poll(() => late).toBe('late\n')
})

test('a filter sees every stream before memory and sinks, late output included', async () => {
  const filter = () => ({
    push: (bytes: Uint8Array) =>
      Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('secret', '******'), 'latin1'),
    end: () => Buffer.from('|'),
  })
  let late = ''
  const keep = ({ bytes }: { bytes: Uint8Array }) => {
    late += Buffer.from(bytes).toString()
  }
  const session = await open({ filter, late: keep })
  const [step] = await run(session, 'echo secret; echo secret >&2; (sleep 0.1; echo late secret) &')
  expect([step!.out, step!.err, Buffer.from(step!.stdout.tail).toString()]).toEqual([
    '******\n|',
    '******\n|',
    '******\n|',
  ])
  await expect.poll(() => late).toBe('late ******\n')
})

test('closing runs the EXIT trap and leaves what a step has started', async () => {
  const folder = scratch()
  const session = await open({ cwd: folder })
  await run(session, 'trap "echo bye >farewell" EXIT; (sleep 0.3; echo survived >proof) >/dev/null 2>&1 &')
  await session.close()
  expect(readFileSync(join(folder, 'farewell'), 'utf8')).toBe('bye\n')
  await expect.poll(() => existsSync(join(folder, 'proof'))).toBe(true)
  const [after] = await run(session, 'true')
  expect(after!.end).toEqual({ kind: 'refused', refusal: { code: 'session/closed' } })
})

test('what cannot be opened is refused with the reason', async () => {
  const environment = inheritedEnvironment(process.env)
  const missing = await openSession({ transport: localTransport({ program: 'no-such-bash' }), environment })
  expect(missing).toMatchObject({ ok: false, refusal: { code: 'session/no-shell', program: 'no-such-bash' } })
  const nowhere = await openSession({ transport: localTransport(), environment, cwd: '/no/such/folder' })
  expect(nowhere).toMatchObject({
    ok: false,
    refusal: { code: 'session/no-answer', reason: expect.stringContaining('/no/such/folder') },
  })
  const silent = await openSession({
    transport: { target: 'cat', argv: ['sleep', '5'], channels: 'framed' },
    environment,
    openTimeoutMs: 100,
  })
  expect(silent).toMatchObject({ ok: false, refusal: { code: 'session/no-answer', target: 'cat' } })
})
