/** What the shop knows about itself, measured now, and the same as Prometheus text. */
import { get } from 'node:http'
import { json } from 'node:stream/consumers'
import { list, stat, storageUsedPercent } from './state.js'

const WORKER_URL = `http://127.0.0.1:${process.env.SHOP_WORKER_PORT ?? 4311}/health`

/** The worker's own report, or undefined when it does not answer within half a second. */
function askWorker() {
  return new Promise((resolve) => {
    const request = get(WORKER_URL, { timeout: 500, agent: false }, (response) => resolve(json(response)))
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(undefined))
  }).catch(() => undefined)
}

const ageSeconds = (file) => (file ? Math.max(0, (Date.now() - file.mtimeMs) / 1000) : 0)

export async function measure() {
  const messages = list('queue')
  const newest = list('backups')
    .filter((name) => name.startsWith('shop-'))
    .at(-1)
  return {
    worker: await askWorker(),
    queueDepth: messages.length,
    queueOldestSeconds: messages[0] ? ageSeconds(stat('queue', messages[0])) : 0,
    deadMessages: list('dead').length,
    storagePercent: storageUsedPercent(),
    // Without any backup the newest one is infinitely old, and the alert fires.
    backupAgeSeconds: newest ? ageSeconds(stat('backups', newest)) : Number.POSITIVE_INFINITY,
  }
}

const round = (value) => (Number.isFinite(value) ? Math.round(value * 1000) / 1000 : '+Inf')

/** A worker that does not answer has nothing to report: its own metrics are then left out, never guessed. */
export function metricsText({ worker, answers, release, ...now }) {
  const lines = []
  const add = (name, type, help, samples) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
    for (const [labels, value] of samples) lines.push(`${name}${labels} ${round(value)}`)
  }
  const gauge = (name, help, value, labels = '') => add(name, 'gauge', help, [[labels, value]])
  const counter = (name, help, value) => add(name, 'counter', help, [['', value]])

  const classes = Object.entries(answers).map(([code, count]) => [`{code="${code}"}`, count])
  add('shop_http_requests_total', 'counter', 'Answers to customers by class.', classes)
  gauge('shop_config_release', 'The settings in use; the value is always 1.', 1, `{release="${release}"}`)
  gauge('shop_worker_up', 'Whether the worker answers.', worker ? 1 : 0)
  gauge('shop_queue_depth', 'Messages that wait.', now.queueDepth)
  gauge('shop_queue_oldest_seconds', 'Age of the oldest message.', now.queueOldestSeconds)
  gauge('shop_dead_messages', 'Messages put aside by an operator.', now.deadMessages)
  gauge('shop_storage_used_percent', 'Share of the storage quota in use.', now.storagePercent)
  gauge('shop_backup_age_seconds', 'Age of the newest backup.', now.backupAgeSeconds)
  if (worker) {
    gauge('shop_queue_blocked', 'Whether one message stops all others.', worker.state === 'blocked' ? 1 : 0)
    gauge('shop_payment_seconds', 'Duration of the newest payment, running ones included.', worker.payment_seconds)
    counter('shop_orders_completed_total', 'Orders completed.', worker.completed)
    counter('shop_orders_late_total', 'Orders completed after more than 60 seconds.', worker.late)
    counter('shop_worker_failures_total', 'Attempts at a message that failed.', worker.failures)
  }
  return `${lines.join('\n')}\n`
}
