// How long it takes to say who is on call, and until when: schedules of every kind, instants over ten years, 1,000 overrides in force.
//   npm run bench            (fails when the 99th of 100 answers takes longer than its budget)
import { compileRotas } from '../dist/response/oncall/settings/compile-rota.js'
import { oncallSchema } from '../dist/response/oncall/settings/oncall-schema.js'
import { nextChange } from '../dist/response/oncall/shifts.js'
import { whoIsOn } from '../dist/response/oncall/who.js'

const BUDGET_MS = 20
const people = ['ana', 'ben', 'eve', 'kim', 'lou', 'max']
const office = [{ days: ['mon-fri'], from: '09:00', to: '17:00' }]
const rotation = (every, more = {}) => ({ rotation: { every, at: '09:00', from: '2020-01-06', people, ...more } })
const SCHEDULES = {
  weekly: { zone: 'Europe/Berlin', layers: [{ name: 'weeks', ...rotation('week') }] },
  layered: {
    zone: 'America/New_York',
    layers: [
      { name: 'base', ...rotation('month', { on: 'first monday' }) },
      { name: 'office', ...rotation('day'), restrict: office },
      { name: 'weekend', ...rotation('2 weeks'), restrict: [{ from: 'fri 17:00', to: 'mon 09:00' }] },
    ],
  },
  'follow the sun': {
    zone: 'UTC',
    layers: ['Asia/Tokyo', 'Europe/Berlin', 'America/Los_Angeles'].map((zone, index) => ({
      ...{ name: `team-${index}`, zone, restrict: [{ from: '09:00', to: '17:00' }] },
      ...rotation('day'),
    })),
  },
  hourly: { zone: 'Australia/Lord_Howe', layers: [{ name: 'hours', ...rotation('hour') }] },
  'one person': { zone: 'UTC', layers: [{ name: 'days', ...rotation('day', { people: ['ana'] }) }] },
}

const overrides = (from) =>
  Array.from({ length: 1_000 }, (_, index) => ({
    ...{ id: String(index), kind: 'replace', person: people[index % 6], people: [people[(index + 1) % 6]] },
    ...{ from: from + index * 3_600_000, until: from + index * 3_600_000 + 7_200_000 },
  }))

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const rotas = compileRotas(
  oncallSchema.parse({
    schedules: Object.fromEntries(
      Object.entries(SCHEDULES).map(([name, schedule]) => [name.replaceAll(' ', '-'), schedule]),
    ),
  }),
  new Map(),
)

for (const rota of rotas.values()) {
  const took = []
  for (let index = 0; index < 1_000; index += 1) {
    const at = Date.UTC(2021, 0, 1) + index * 3.6 * 86_400_000
    const changes = overrides(at)
    // The middle of three: what another process takes of the machine is not what an answer takes.
    const tries = [1, 2, 3].map(() => {
      const begin = performance.now()
      whoIsOn(rota, changes, at)
      nextChange(rota, changes, at)
      return performance.now() - begin
    })
    took.push(tries.sort((a, b) => a - b)[1])
  }
  took.sort((a, b) => a - b)
  const [half, most] = [percentile(took, 0.5), percentile(took, 0.99)]
  console.log(
    `who is on call, ${rota.name.padEnd(15)} p50 ${half.toFixed(2)} ms   p99 ${most.toFixed(2)} ms   (budget ${BUDGET_MS} ms)`,
  )
  if (most > BUDGET_MS) process.exitCode = 1
}
