import { expect, test } from 'vitest'
import { commandFacts } from './command-facts.ts'

/** A number a call, the same ones on every machine: a test that fails can be run again. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const READS = ['ls -l', 'df -h /', 'kubectl get pods', 'systemctl status shop', 'curl -s http://h/health', 'echo done']
const ACTS = [
  'rm -f a',
  'kubectl delete pod a',
  'systemctl restart shop',
  'touch b',
  'shop-admin reindex',
  './shop-status.sh --all',
  'sed -i s/a/b/ c',
  'curl -X POST http://h/a',
  'psql -c "select close_orders()"',
  'sudo shop-admin',
]

/** Every way of the shell to make one command out of others, `a` and `b` whole commands. */
const WAYS: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `${a}; ${b}`,
  (a, b) => `${a}\n${b}`,
  (a, b) => `${a} && ${b}`,
  (a, b) => `${a} || ${b}`,
  (a, b) => `${a} | cat; ${b} | wc -l`,
  (a, b) => `${a} & ${b}`,
  (a, b) => `(${a}); { ${b}; }`,
  (a, b) => `! (${a}) && ${b}`,
  (a, b) => `echo "$(${a})" $(${b})`,
  (a, b) => `x=$(${a}); y=$(${b}) ls`,
  (a, b) => `export x="$(${a})"; local y=$(${b})`,
  (a, b) => `list=(one $(${a})); echo "\${z:-$(${b})}"`,
  (a, b) => `cat <(${a}) > >(${b})`,
  (a, b) => `ls > /dev/null 2> >(${a}) < <(${b})`,
  (a, b) => `cat <<EOF\n$(${a})\nEOF\n${b}`,
  (a, b) => `cat <<< "$(${a})"; ${b}`,
  (a, b) => `f() { ${a}; }; ${b}; f`,
  (a, b) => `function g { ${a}; }\n${b}`,
  (a, b) => `if ${a}; then ls; elif ${b}; then ls; fi`,
  (a, b) => `if ls; then ${a}; else ${b}; fi`,
  (a, b) => `for i in 1 2; do ${a}; done; ${b}`,
  (a, b) => `for i in $(${a}); do ${b}; done`,
  (a, b) => `while ${a}; do ${b}; break; done`,
  (a, b) => `until ${a}; do ${b}; done`,
  (a, b) => `case $(${a}) in x) ls ;; *) ${b} ;; esac`,
  (a, b) => `case a in $(${a})) ${b} ;; esac`,
  (a, b) => `[[ -n $(${a}) ]] && (( $(${b}) > 0 ))`,
  (a, b) => `echo $(( $(${a}) + 1 )); ${b}`,
  (a, b) => `coproc { ${a}; }; ${b}`,
  (a, b) => `time ${a}; ${b}`,
  (a, b) => `select n in 1 2; do ${a}; done; ${b}`,
]
const QUOTED: readonly ((a: string) => string)[] = [
  (a) => `trap '${a}' EXIT`,
  (a) => `alias now='${a}'`,
  (a) => `eval '${a}'`,
  (a) => `bash -c '${a}'`,
  (a) => `ssh web-1 '${a}'`,
  (a) => `sudo sh -c '${a}'`,
  (a) => `watch -n 5 '${a}'`,
  (a) => `echo '${a}' | bash`,
  (a) => `bash <<'END'\n${a}\nEND`,
  (a) => `bash <<< '${a}'`,
  (a) => `kubectl exec api-0 -- sh -c '${a}'`,
  (a) => `ls | xargs -I{} sh -c '${a}'`,
  (a) => `find . -exec sh -c '${a}' \\;`,
  (a) => `tmux new -d '${a}'`,
]
const CARRIED: readonly ((a: string) => string)[] = [
  (a) => `env A=1 ${a}`,
  (a) => `env - ${a}`,
  (a) => `nice -n 5 ${a}`,
  (a) => `timeout 5 ${a}`,
  (a) => `nohup ${a}`,
  (a) => `sudo -u shop ${a}`,
  (a) => `command ${a}`,
  (a) => `exec ${a}`,
  (a) => `ls | xargs ${a}`,
  (a) => `find . -exec ${a} \\;`,
  (a) => `docker exec shop ${a}`,
  (a) => `kubectl exec api-0 -- ${a}`,
  (a) => `strace ${a}`,
  (a) => `flock /tmp/l ${a}`,
]

const pick = <Item>(list: readonly Item[], at: (below: number) => number): Item => list[at(list.length)] as Item

/** A command of some depth around one that acts, or around none. */
function composed(act: string | undefined, depth: number, at: (below: number) => number): string {
  if (depth === 0) return act ?? pick(READS, at)
  const inner = composed(act, depth - 1, at)
  const kind = at(4)
  if (kind === 0 && !/['\n]/.test(inner)) return pick(QUOTED, at)(inner)
  if (kind === 1 && depth === 1) return pick(CARRIED, at)(inner)
  // A here-document inside a line of its own would need its end there.
  const ways = inner.includes('\n') ? WAYS.filter((way) => !way('', '').includes('EOF')) : WAYS
  const way = pick(ways, at)
  return at(2) === 0 ? way(inner, pick(READS, at)) : way(pick(READS, at), inner)
}

test('a part that acts makes the whole act, however it is put together', () => {
  const at = numbers(20_261_128)
  const harmless: string[] = []
  let judged = 0
  for (let round = 0; round < 1_500; round++) {
    const text = composed(pick(ACTS, at), 1 + at(3), at)
    const facts = commandFacts(text)
    if (facts.problem === undefined) judged++
    if (facts.effect === 'read-only' || facts.risk === 'read-only') harmless.push(text)
  }
  expect(harmless).toEqual([])
  expect(judged).toBeGreaterThan(1_250)
})

test('each way by itself keeps what acts, in either place', () => {
  const harmless: string[] = []
  for (const act of ACTS) {
    for (const way of WAYS) for (const text of [way(act, 'ls'), way('ls', act)]) check(text)
    for (const way of CARRIED) check(way(act))
    for (const way of QUOTED) if (!act.includes("'")) check(way(act))
  }
  function check(text: string) {
    if (commandFacts(text).effect === 'read-only') harmless.push(text)
  }
  expect(harmless).toEqual([])
})

test('parts that read make a whole that reads, where nothing else acts', () => {
  const plain = WAYS.filter((way) => commandFacts(way('ls', 'df')).effect === 'read-only')
  // What stands in the place of an option or of a program cannot be known; everything else can.
  expect(plain.length).toBeGreaterThan(WAYS.length - 4)
  for (const way of QUOTED) {
    const { effect } = commandFacts(way('df'))
    expect([way('df'), effect]).toEqual([way('df'), way('df').startsWith('tmux') ? 'changing' : 'read-only'])
  }
})

test('an unknown command is shown as unknown beside whatever makes it unfit to run alone', () => {
  const facts = commandFacts('sudo watch shop-admin')
  expect(facts).toMatchObject({ effect: 'unknown', risk: 'unknown', traits: ['never-ending', 'privileged'] })
})
