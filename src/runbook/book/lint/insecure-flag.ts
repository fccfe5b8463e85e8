import { pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import type { ShellCall } from './shell-calls.ts'

/** Commands without any of these need not be parsed. */
const CANDIDATE = /curl|wget|chmod|StrictHostKeyChecking|insecure|no-verify|sslVerify/i

export const insecureFlag: Rule = {
  id: 'RB207',
  name: 'insecure-flag',
  summary: 'Commands do not switch off what protects the reader.',
  why: 'Under pressure a page’s commands are pasted as they stand. `curl -k` sends a token to whoever answers, `curl … | bash` runs whatever the server sends today, `chmod 777` outlives the incident. Name the certificate authority, download and check before running, give the one right that is missing.',
  severity: 'warning',
  kinds: { postmortem: 'info', template: 'info' },
  examples: [
    {
      title: 'a certificate that is not checked',
      bad: page('# Check', '', '```bash', 'curl -sk https://shop.internal/health ⟵', '```'),
      good: page(
        '# Check',
        '',
        '```bash',
        'curl -s --cacert /etc/ssl/internal.pem https://shop.internal/health',
        '```',
      ),
    },
    {
      title: 'a script straight into a shell',
      bad: page('# Install', '', '```bash', 'curl -fsSL https://get.tool.internal/install.sh | bash ⟵', '```'),
      good: page(
        '# Install',
        '',
        '```bash',
        'curl -fsSLo install.sh https://get.tool.internal/install.sh',
        'sha256sum -c install.sha256 && bash install.sh',
        '```',
      ),
    },
    {
      title: 'rights for everybody',
      bad: page('# Repair', '', '```bash', 'chmod -R 777 /srv/shop/uploads ⟵', '```'),
      good: page('# Repair', '', '```bash', 'chown -R shop: /srv/shop/uploads', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      if (!CANDIDATE.test(command.text)) continue
      for (const call of command.calls) {
        const problem = problemOf(call)
        if (!problem) continue
        const { message, hint } = problem
        yield { span: placeIn(read, command, call.pos, call.end - call.pos), message, hint }
      }
    }
  },
}

interface Problem {
  message: string
  hint: string
}

/** A program that takes its input for a script; `python -m json.tool` and `bash -c '…'` do not. */
const RUNS_INPUT =
  /^(?:sudo\s+(?:-\S+\s+)*)?(?:\S*\/)?(?:(?:ba|z|k|da)?sh(?![\w-])(?!\s+-c)|(?:python3?|perl|ruby)(?:\s+-)?\s*$)/
const LOCAL = /^(?:https?:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/
const VERIFY = 'Name the certificate authority instead, for example with --cacert'

function problemOf({ program, words, pipedTo }: ShellCall): Problem | undefined {
  const has = (pattern: RegExp) => words.some(({ value }) => pattern.test(value))
  if (program === 'curl' || program === 'wget') {
    if (pipedTo.some((text) => RUNS_INPUT.test(text))) {
      return {
        message: 'Whatever the server sends is run unseen',
        hint: 'Download it, check its sum or signature, then run it',
      }
    }
    const off = program === 'curl' ? has(/^(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)$/) : has(/^--no-check-certificate$/)
    return off && !words.some(({ value }) => LOCAL.test(value))
      ? { message: `${program} is told not to check who answers`, hint: VERIFY }
      : undefined
  }
  if (program === 'chmod' && has(/^(?:0?777|[0-7]?666|a\+rwx|(?:ugo|a)[=+]rwx|o[=+]rwx)$/)) {
    return {
      message: 'Everybody on the machine may change these files',
      hint: 'Give the one user or group the one right that is missing',
    }
  }
  if (/^(?:ssh|scp|sftp|rsync|ansible(?:-playbook)?)$/.test(program) && has(/StrictHostKeyChecking[= ](?:no|off)/i)) {
    return {
      message: 'The host is not checked, so any machine in between may answer',
      hint: 'Add the host’s key to known_hosts',
    }
  }
  if (
    has(
      /^--insecure-skip-tls-verify(?:=true)?$|^--insecure-skip-tls-verify-backend|^--no-verify-ssl$|^--no-verify-tls$/,
    )
  ) {
    return { message: 'This command is told not to check who answers', hint: 'Name the certificate authority instead' }
  }
  if (has(/^http\.sslVerify=(?:false|0)$/i))
    return { message: 'git is told not to check who answers', hint: 'Set http.sslCAInfo instead' }
  return undefined
}
