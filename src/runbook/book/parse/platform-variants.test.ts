import { describe, expect, test } from 'vitest'
import type { Step } from '../page.ts'
import { readPage } from './read-page.ts'

const tick = '```'
const steps = (...lines: string[]): readonly Step[] =>
  readPage(
    'docs/operations/shop.md',
    ['# Shop', '', '## Restart the shop', '', ...lines].join('\n'),
  ).procedures.flatMap((procedure) => [...procedure.steps, ...procedure.verification])
const fence = (...lines: string[]) => steps(`${tick}bash`, ...lines, tick)
/** `docker|kubernetes` for a choice, the number of commands for a plain step. */
const shape = (read: readonly Step[]) =>
  read.map(({ alternatives, commands }) =>
    alternatives ? alternatives.map(({ platform, title }) => platform ?? title).join('|') : commands.length,
  )

describe('commands for several platforms one below the other', () => {
  test.each<[string, string[], (string | number)[]]>([
    [
      'logs',
      ['docker-compose logs --tail=50 shop', 'kubectl logs -l app=shop -n prod --tail=50', 'journalctl -u shop -n 50'],
      ['docker|kubernetes|systemd'],
    ],
    [
      'restart under a comment, followed by another thing to do',
      [
        '# Restart service',
        'docker-compose restart shop',
        'kubectl rollout restart deployment shop -n prod',
        'systemctl restart shop',
        '',
        '# Check metrics',
        'curl http://localhost:9090/metrics',
      ],
      ['docker|kubernetes|systemd', 1],
    ],
    [
      'start, the cluster by its number of replicas',
      [
        'docker-compose up -d postgres',
        'kubectl scale statefulset postgres -n prod --replicas=1',
        'sudo systemctl start postgresql',
      ],
      ['docker|kubernetes|systemd'],
    ],
    [
      'two, of one service',
      ['docker-compose restart postgres', 'kubectl delete pod -n prod postgres-0'],
      ['docker|kubernetes'],
    ],
    [
      'a plain command in front stays in front',
      ['cd /srv/shop', 'docker-compose ps shop', 'kubectl get pods -l app=shop'],
      [1, 'docker|kubernetes'],
    ],
    [
      'an image is built, pushed and rolled out',
      ['docker build -t shop .', 'docker push shop', 'kubectl rollout restart deploy/shop'],
      [3],
    ],
    [
      'three platforms, three purposes',
      ['docker push shop', 'kubectl apply -f shop.yaml', 'sudo systemctl reload nginx'],
      [3],
    ],
    ['maintenance of one node', ['kubectl drain web-1', 'sudo systemctl stop kubelet', 'docker system prune -f'], [3]],
    ['a node and what runs on it', ['systemctl status kubelet', 'kubectl get nodes', 'docker ps'], [3]],
    ['two, of different services', ['docker-compose restart redis', 'kubectl rollout restart deploy/shop'], [2]],
    ['stopped here, started there', ['docker-compose stop shop', 'kubectl scale deploy shop --replicas=3'], [2]],
    [
      'a value that is used later',
      ['IMAGE=$(docker inspect shop)', 'kubectl get deploy shop', 'systemctl status shop'],
      [1, 'kubernetes|systemd'],
    ],
  ])('%s', (_, lines, expected) => expect(shape(fence(...lines))).toEqual(expected))

  test('what was expected of the step is expected of the choice', () => {
    const [step] = fence('docker-compose ps shop', 'kubectl get pods -l app=shop', '# Expected: "running"')
    expect([step!.kind, step!.expectations.map(({ text }) => text)]).toEqual(['choice', ['"running"']])
  })

  test('below a numbered item with a check behind, the check runs after either', () => {
    const read = steps(
      '1. **Restore the primary**:',
      '',
      `   ${tick}bash`,
      '   # Restart failed service',
      '   docker-compose restart postgres',
      '   kubectl delete pod -n prod postgres-0',
      '',
      '   # Verify recovery',
      '   docker-compose exec postgres pg_isready',
      `   ${tick}`,
    )
    expect(shape(read)).toEqual(['docker|kubernetes', 1])
    expect(read[1]!.title).toBe('Verify recovery')
  })
})

describe('marked variants', () => {
  test.each<[string, string[], (string | number)[]]>([
    [
      'a platform and what is done there',
      [
        '# Docker - restart container',
        'docker-compose restart shop',
        '',
        '# Systemd - reload',
        'sudo systemctl reload shop',
      ],
      ['docker|systemd'],
    ],
    [
      'the platform behind the title',
      [
        '# Test DNS (Kubernetes)',
        'kubectl run t -- nslookup shop',
        '# Test DNS (Docker)',
        'docker-compose exec shop nslookup db',
        '# Test external DNS',
        'nslookup example.com',
      ],
      ['kubernetes|docker', 1],
    ],
    [
      'the stages of a delivery are no variants',
      [
        '# Docker: build',
        'docker build -t shop .',
        'docker push shop',
        '# Kubernetes: roll out',
        'kubectl rollout restart deploy/shop',
      ],
      [2, 1],
    ],
    [
      'a check behind the last option',
      [
        '# Option 1: restart',
        'systemctl restart shop',
        '# Option 2: clear the queue',
        'redis-cli del queue',
        '',
        '# Verify',
        'curl -f localhost/health',
      ],
      ['Option 1: restart|Option 2: clear the queue', 1],
    ],
    [
      'a check behind "or"',
      ['systemctl reload shop', '# or', 'kill -HUP 1', '# Check the log', 'tail -n 20 /var/log/shop'],
      ['systemctl reload shop|kill -HUP 1', 1],
    ],
    [
      'a check of the last platform alone stays with it',
      [
        '# Docker',
        'docker restart shop',
        '# Kubernetes',
        'kubectl rollout restart deploy/shop',
        '# Check the roll-out',
        'kubectl rollout status deploy/shop',
      ],
      ['docker|kubernetes'],
    ],
    [
      'where each option has its own check, none is common',
      ['# Option 1: a', 'a-restart', '# Check', 'a-status', '# Option 2: b', 'b-restart', '# Check', 'b-status'],
      ['Option 1: a|Option 2: b'],
    ],
  ])('%s', (_, lines, expected) => expect(shape(fence(...lines))).toEqual(expected))

  test('bold names of platforms, and the check behind them', () =>
    expect(
      shape(
        steps(
          ...['**Docker**:', `${tick}bash`, 'docker restart shop', tick],
          ...['**Kubernetes**:', `${tick}bash`, 'kubectl rollout restart deploy/shop', tick],
          ...['Then check that it answers:', '', `${tick}bash`, 'curl -f localhost/health', tick],
        ),
      ),
    ).toEqual(['docker|kubernetes', 1]))

  test('headings with names of platforms below a part', () =>
    expect(
      shape(
        steps(
          ...['### Mitigation', '', '#### Docker', '', `${tick}bash`, 'docker restart shop', tick, ''],
          ...['#### Kubernetes', '', `${tick}bash`, 'kubectl rollout restart deploy/shop', tick, ''],
          ...['### Verification', '', `${tick}bash`, 'curl -f localhost/health', tick],
        ),
      ),
    ).toEqual(['docker|kubernetes', 1]))

  test('a numbered heading with a choice keeps its check out of the choice', () => {
    const read = steps(
      ...['### Step 2: Deploy the queue', '', `${tick}bash`],
      ...['# Option A: scripts', './scripts/start.sh', '# Option B: systemd', 'systemctl start queue', tick, ''],
      ...['**Verification**:', '', `${tick}bash`, './scripts/status.sh', tick],
    )
    expect(shape(read)).toEqual(['Option A: scripts|Option B: systemd', 1])
    expect(read[0]!.title).toBe('Deploy the queue')
  })
})
