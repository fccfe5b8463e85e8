import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'

/** Programs that exist on one platform only. */
export const PLATFORM_PROGRAMS: Readonly<Record<string, string>> = {
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

/** The name of a program without its folder. */
export const baseName = (program: string): string => program.slice(program.lastIndexOf('/') + 1)

/** The platform a command can only be meant for, by the program it calls: `sudo systemctl …` → `systemd`. */
export function platformOf(command: Pick<Command, 'text' | 'language'>): string | undefined {
  if (command.language !== 'bash') return undefined
  const found = commandFacts(command.text).programs.map((program) => PLATFORM_PROGRAMS[baseName(program)])
  const names = new Set(found.filter((name) => name !== undefined))
  return names.size === 1 ? [...names][0] : undefined
}

/** The platform all commands of some steps are meant for; undefined where they name none, or several. */
export function platformOfSteps(steps: readonly { commands: readonly Command[] }[]): string | undefined {
  const names = new Set(steps.flatMap((step) => step.commands.map(platformOf)).filter((name) => name !== undefined))
  return names.size === 1 ? [...names][0] : undefined
}
