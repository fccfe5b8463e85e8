export type { AlertCommand, AlertTarget, NamedParty } from '../response/alert/sender/alert-command.ts'
