import type { Command, Step } from '../book/page.ts'
import { commandFacts } from '../book/shell/command-facts.ts'

const PLATFORM_PROGRAMS: Readonly<Record<string, string>> = {
  docker: 'docker',
  'docker-compose': 'docker',
  podman: 'podman',
  'podman-compose': 'podman',
  kubectl: 'kubernetes',
  helm: 'kubernetes',
  oc: 'openshift',
  systemctl: 'systemd',
  journalctl: 'systemd',
  service: 'systemd',
  nomad: 'nomad',
}

/** Names that a team may choose once for its whole book, whether or not a procedure distinguishes them. */
export const PLATFORMS: ReadonlySet<string> = new Set([
  ...Object.values(PLATFORM_PROGRAMS),
  ...'linux macos windows debian ubuntu rhel centos fedora alpine helm ecs ubuntu/debian debian/ubuntu rhel/centos centos/rhel'.split(
    ' ',
  ),
  'bare metal',
])

/** The platform a command can only be meant for, by the program it calls: `sudo systemctl …` → `systemd`. */
export function platformOf(command: Command): string | undefined {
  if (command.language !== 'bash') return undefined
  const found = commandFacts(command.text).programs.map(
    (program) => PLATFORM_PROGRAMS[program.slice(program.lastIndexOf('/') + 1)],
  )
  const names = new Set(found.filter((name) => name !== undefined))
  return names.size === 1 ? [...names][0] : undefined
}

/** The platform all commands of some steps are meant for; undefined where they name none, or several. */
export function platformOfSteps(steps: readonly Step[]): string | undefined {
  const names = new Set(steps.flatMap((step) => step.commands.map(platformOf)).filter((name) => name !== undefined))
  return names.size === 1 ? [...names][0] : undefined
}
