#!/usr/bin/env node
/**
 * A small watcher: looks at the shop's health page and posts what is wrong, and that it is over, as JSON.
 * Where to post is the first line of its standard input, because the address holds a key; it ends with that input.
 *
 * usage: echo http://127.0.0.1:8080/intake/generic-json/KEY | cat - /dev/tty | monitoring/watch.js
 */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const HEALTH = `http://127.0.0.1:${process.env.SHOP_API_PORT ?? 4310}/health`
const EVERY_MS = Number(process.env.SHOP_WATCH_MS ?? 1000)
/** One bad look may be a restart; so many in a row are trouble. */
const LOOKS = 3
/** What is told again in case it was lost on the way. */
const TELL_AGAIN_MS = 60_000
const LIMIT_MS = 5_000

const runbook = (place) => `docs/operations/runbooks/${place}`
/** Names, severities and words of monitoring/alerts.yml. */
const TROUBLES = {
  ShopApiDown: {
    severity: 'P0',
    summary: 'The api does not answer. Nobody can order.',
    runbook_url: runbook('api-service.md#api-down'),
    shows: (health) => health === undefined,
  },
  ShopWorkerDown: {
    severity: 'P1',
    summary: 'The worker does not answer. Orders are accepted but not completed.',
    runbook_url: runbook('worker.md#worker-down'),
    shows: (health) => health?.worker === 'down',
  },
  ShopQueueBlocked: {
    severity: 'P1',
    summary: 'The worker cannot get past one message. All orders behind it wait.',
    runbook_url: runbook('queue.md#queue-blocked'),
    shows: (health) => health?.worker === 'blocked',
  },
  ShopPaymentsCritical: {
    severity: 'P1',
    summary: 'A payment takes more than two seconds. Orders pile up.',
    runbook_url: runbook('payments.md#slow-payments'),
    shows: (health) => health?.payments === 'slow',
  },
  ShopStorageFull: {
    severity: 'P1',
    summary: 'The storage is full. The api refuses new orders.',
    runbook_url: runbook('storage.md#storage-full'),
    shows: (health) => health?.storage === 'full',
  },
}

/** What the health page says; undefined when nobody answers. */
async function look() {
  try {
    const answer = await fetch(HEALTH, { signal: AbortSignal.timeout(LIMIT_MS) })
    return await answer.json()
  } catch {
    return undefined
  }
}

const alertOf = (name, { severity, summary, runbook_url }, action) => ({
  ...{ key: name, action, summary, severity },
  labels: { alertname: name, severity, team: 'shop', service: 'shop' },
  annotations: { summary, runbook_url },
})

/** True when it was taken. What was not is told again at the next look. */
async function post(url, alerts) {
  try {
    const body = JSON.stringify(alerts)
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(LIMIT_MS) })
    if (!answer.ok) process.stderr.write(`watch: answered with ${answer.status}\n`)
    return answer.ok
  } catch (error) {
    process.stderr.write(`watch: nobody takes alerts: ${error.cause?.code ?? error.message}\n`)
    return false
  }
}

async function watch(url) {
  /** Per trouble: looks in a row that differ from what was told, what was told, and when. */
  const states = new Map(Object.keys(TROUBLES).map((name) => [name, { looks: 0, told: 'unknown', at: 0 }]))
  for (;;) {
    const health = await look()
    const wanted = Object.entries(TROUBLES).flatMap(([name, trouble]) => {
      const state = states.get(name)
      const action = trouble.shows(health) ? 'trigger' : 'resolve'
      state.looks = action === state.told ? 0 : state.looks + 1
      const isNews = state.looks >= LOOKS
      const isAgain = state.told === 'trigger' && action === 'trigger' && Date.now() - state.at > TELL_AGAIN_MS
      return isNews || isAgain ? [{ name, state, action, alert: alertOf(name, trouble, action) }] : []
    })
    if (
      wanted.length > 0 &&
      (await post(
        url,
        wanted.map(({ alert }) => alert),
      ))
    )
      for (const { state, action } of wanted) Object.assign(state, { looks: 0, told: action, at: Date.now() })
    await sleep(EVERY_MS)
  }
}

const lines = createInterface({ input: process.stdin })
lines.once('line', (url) => watch(url.trim()))
lines.once('close', () => process.exit(0))
