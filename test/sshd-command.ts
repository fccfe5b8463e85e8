/** How to start the sshd of this machine for a test. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Root's sshd asks for a folder that only its service makes; here it gets one that nobody else sees. */
const WITH_FOLDER = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /run && mkdir /run/sshd && exec "$@"', 'sh']

/** Program and first arguments; nothing, with a word about it, where a test has to be skipped. */
export function sshdCommand(test: string): readonly string[] | undefined {
  const program = [process.env.OPSBOOK_SSHD, '/usr/sbin/sshd'].find((path) => path !== undefined && existsSync(path))
  const missing = 'no sshd on this machine (Debian: openssh-server)'
  const needsFolder = process.getuid?.() === 0 && !existsSync('/run/sshd')
  const reason =
    program === undefined || spawnSync('ssh', ['-V']).status !== 0
      ? missing
      : needsFolder && spawnSync(WITH_FOLDER[0]!, [...WITH_FOLDER.slice(1), 'true']).status !== 0
        ? 'there is no /run/sshd'
        : undefined
  if (reason !== undefined) console.log(`${test}: ${reason}; its tests are skipped`)
  return reason !== undefined || program === undefined ? undefined : needsFolder ? [...WITH_FOLDER, program] : [program]
}
