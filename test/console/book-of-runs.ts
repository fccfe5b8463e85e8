/** Pages beside those of the example shop: small procedures of every kind, a guarded one, and one whose author means harm. */

const fence = (...lines: string[]) => ['', '   ```bash', ...lines.map((line) => `   ${line}`), '   ```', ''].join('\n')

export const QUEUE = `# Queue Care

## Count What Waits

1. Count it.
${fence("printf '\\033[32m3 waiting\\033[0m\\n'", '# Expected: "3 waiting"')}
## Empty the Queue

1. Empty it.
${fence('echo cleared >> cleared.txt')}
## Talk to the Team

1. Count what is left.
${fence('echo 0 left')}
2. Tell the channel that the queue is empty.

## Move the Orders

1. Move them to the other queue.
${fence('echo begun >> moved.txt', 'sleep 60', 'echo moved >> moved.txt')}
2. See what was moved.
${fence('cat moved.txt', '# Expected: "moved"')}
## Print a Lot

1. Print every order.
${fence('seq 1 1000000')}
## Restart a Pod

1. Look at the pod.
${fence('echo "pod <pod-name>"')}`

export const GUARDED = `---
policy: { approve: 1, two_person: true }
---

# Guarded Changes

## Drop the Cache

1. Drop it.
${fence('echo dropped >> dropped.txt')}`

const PWN = 'window.__pwned = 1'

export const HOSTILE = `# Hostile <img src=x onerror="${PWN}">

<script>${PWN}</script>

<svg onload="${PWN}"><animate onbegin="${PWN}"></svg>

[a](javascript:${PWN.replaceAll(' ', '')}) [b](JaVaScRiPt:${PWN.replaceAll(' ', '')}) [c](data:text/html,<script>${PWN}</script>)
[d](vbscript:x) [e](//evil.example) [f](https://bank.example@evil.example/) <javascript:alert(1)>
![g](javascript:alert(1)) ![h](https://evil.example/tracker.png)

rm -rf /tmp/x \u202e# txet neddih\u202c and \u200bmore

[safe](https://docs.example/page) [mail](mailto:ops@shop.example)

${'long'.repeat(5_000)}

| <b onclick="${PWN}">x</b> | y |
| --- | --- |
| \`<img src=x onerror="${PWN}">\` | [z](javascript:alert(1)) |

## <iframe src="javascript:${PWN}"></iframe> Step {#app}

1. Say <b onmouseover="${PWN}">it</b>.
${fence(`printf '<img src=x onerror="${PWN}"> \\033]0;title\\007 \\033[2J\\033[H \\342\\200\\256evil\\n'`)}`

export const YAML = 'book: docs\n'
