/** Which files beside the pages the cross-checks understand, by name and, where the name does not say, by content. */

const UNITS = /\.(?:timer|service)$/
const OWNERS = /(?:^|\/)(?:CODEOWNERS|OWNERS)$/
const EVIDENCE = /(?:^|\/)\.opsbook\/verified\.json$/
const YAML = /\.ya?ml$/i
const TELLING_NAME = /alert|rule|prometheus|monitor|slo|docker-compose|(?:^|\/)compose\.ya?ml$/i
const RULES_OR_COMPOSE = /^[ \t]*(?:- )?(?:alert|record|runbook_url|receivers|services):/m

/** True for files that are read whatever they contain. */
export function isArtifactName(file: string): boolean {
  return UNITS.test(file) || EVIDENCE.test(file) || OWNERS.test(file) || (YAML.test(file) && TELLING_NAME.test(file))
}

/** True for files whose beginning decides whether they are alert rules, an Alertmanager file or a compose file. */
export function mayBeArtifact(file: string): boolean {
  return YAML.test(file) && !isArtifactName(file)
}

/** Decides for a file that `mayBeArtifact`, from its text. */
export function looksLikeArtifact(text: string): boolean {
  return RULES_OR_COMPOSE.test(text.slice(0, 20_000))
}
