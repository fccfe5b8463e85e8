import type { Call, OptionRule, ProgramRule, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, readsAs, screen, unlisted, unsure } from '../risk-rule.ts'

const VALUED =
  '-e --env --env-file -v --volume -p --publish --name --network --net -u --user -w --workdir --entrypoint -m --memory --cpus --mount ' +
  '-l --label -h --hostname --log-driver --log-opt --restart --platform --pull --gpus --add-host --cap-add --device --dns --ulimit ' +
  '--security-opt --shm-size --pid --ipc --link -f --file --filter --format -n --tail --since --until -H --host -c --context --config ' +
  '--project-directory --ansi --progress --parallel --timeout -o --output --runtime-endpoint --image-endpoint --tlscacert --tlscert --tlskey --root --runroot --connection --url --identity --address --log-level --project-name --profile --scale --detach-keys --index --namespace -r'

const terminal: OptionRule = { option: '-t --tty', verb: 'exec|run', ...readsAs('asks for a terminal', 'interactive') }
const follow: OptionRule = {
  option: '-f --follow',
  verb: 'logs|compose logs|container logs|service logs|events',
  ...readsAs('follows the log for ever', 'never-ending'),
}
const volumes: OptionRule = {
  option: '-v --volumes',
  verb: 'down|compose down|rm|compose rm',
  ...destroys('removes the volumes and what is stored in them'),
}

const configFile: OptionRule = {
  option: '-o --output',
  verb: 'config|convert|compose config|compose convert|sbom',
  ...changes('writes a file'),
}

const composeVerbs: Readonly<Record<string, Verdict>> = {
  'ps|logs|top|config|images|port|version|ls|convert': reads,
  events: readsAs('follows events for ever', 'never-ending'),
  'up|start|stop|restart|down|pause|unpause|create|scale|build|pull|push|cp|watch|wait': changes(
    'changes the containers of the project',
  ),
  exec: reads,
  run: changes('starts a new container'),
  kill: destroys('kills containers'),
  rm: destroys('removes containers'),
}

const compose: ProgramRule = {
  verdict: unlisted,
  valued: VALUED,
  verbs: composeVerbs,
  options: [follow, volumes, configFile, { option: '--rmi', ...destroys('removes images') }, dryRun('--dry-run')],
  runs: [
    { verb: 'exec', skip: 2 },
    { verb: 'run', skip: 2 },
  ],
}

/** Container engines and compose. */
export const containers: RiskTable = {
  'docker-compose|podman-compose': compose,
  ctr: {
    verdict: unlisted,
    valued: '-n --namespace -a --address --timeout --connect-timeout --exec-id --user --cwd --snapshotter --platform',
    verbs: ctrVerbs(),
    runs: [
      { verb: 'tasks exec', skip: 3 },
      { verb: 't exec', skip: 3 },
      { verb: 'task exec', skip: 3 },
    ],
  },
  'docker|podman|nerdctl|crictl|finch': {
    verdict: unlisted,
    valued: VALUED,
    verbs: {
      'ps|logs|inspect|images|info|version|port|diff|history|search|pods|inspecti|inspectp|imagefsinfo|manifest inspect|stats|statsp':
        reads,
      'container ls|container list|container inspect|container logs|container ps|container top|image ls|image list|image inspect|image history':
        reads,
      'volume ls|volume inspect|network ls|network inspect|system df|system info|context ls|context show|context inspect|node ls|node ps':
        reads,
      'service ls|service ps|service logs|service inspect|stack ls|stack ps|stack services|config ls|secret ls|plugin ls|buildx ls|task ls':
        reads,
      'top|wait|container port': reads,
      'scout push|scout enroll|scout config|scout cache': changes('changes what the registry knows'),
      events: readsAs('follows events for ever', 'never-ending'),
      'attach|container attach': unsure('types into a container', 'interactive'),
      'exec|container exec': reads,
      'run|container run': changes('starts a new container'),
      'start|stop|restart|pause|unpause|create|rename|update|cp|commit|tag|build|load|save|import|export|pull|push|login|logout|runp|stopp':
        changes('changes containers or images'),
      'container start|container stop|container restart|container create|container cp|image pull|image push|image build|image tag|buildx build':
        changes('changes containers or images'),
      'network create|network connect|network disconnect|volume create|service create|service update|service scale|service rollback|stack deploy':
        changes('changes containers, networks or services'),
      'swarm|node update|node promote|node demote|context use|config create|secret create|plugin install|builder build':
        changes('changes the engine'),
      'kill|container kill': destroys('kills containers'),
      'rm|container rm|rmp|stack rm|service rm|node rm|config rm|secret rm|swarm leave|plugin rm': destroys(
        'removes containers or services',
      ),
      'rmi|image rm|image remove': destroys('removes images'),
      'volume rm|volume remove|volume prune': destroys('removes volumes and what is stored in them'),
      'network rm|network remove|network prune': destroys('removes networks'),
      'system prune|container prune|image prune|builder prune|buildx prune': destroys(
        'removes everything that is not in use',
      ),
      ...Object.fromEntries(
        Object.entries(composeVerbs).map(([verb, verdict]) => [verb.replace(/[^|]+/g, 'compose $&'), verdict]),
      ),
    },
    options: [
      follow,
      configFile,
      terminal,
      volumes,
      { option: '--no-stream --no-trunc', verb: 'stats', ...reads, drops: ['never-ending'] },
      { option: '--privileged', ...readsAs('has all rights on the machine', 'privileged') },
      { option: '--rmi', ...destroys('removes images') },
    ],
    runs: [
      { verb: 'exec', skip: 2 },
      { verb: 'run', skip: 2 },
      { verb: 'container exec', skip: 3 },
      { verb: 'container run', skip: 3 },
      { verb: 'compose exec', skip: 3 },
      { verb: 'compose run', skip: 3 },
    ],
    judge: ({ program, operands, flags }) =>
      program !== 'crictl' && operands[0]?.value === 'stats' && !flags.some((flag) => flag.name === '--no-stream')
        ? readsAs('repeats its report for ever', 'never-ending')
        : undefined,
  },
  'skopeo|buildah|crane|trivy|grype|syft|cosign': {
    verdict: unlisted,
    verbs: {
      'inspect|list-tags|images|containers|ls|manifest|digest|verify|version|catalog|image|fs|repo|dir|validate': reads,
      config: unsure('shows or changes an image'),
      'copy|sync|push|bud|build|commit|tag|login|pull|sign|attest|append|mutate|from|run|mount':
        changes('changes images'),
      'delete|rm|rmi': destroys('removes images'),
    },
    options: [
      { option: '-o --output --output-file --report --file', ...changes('writes a file') },
      { option: '--config --module --plugin', ...unsure('does what a file says') },
    ],
  },
  dive: screen,
  'docker-machine|vagrant|multipass|lxc|virsh|limactl|colima|minikube|kind|k3d': {
    verdict: unlisted,
    valued: '-c -n --namespace --driver --profile',
    verbs: {
      'ls|list|status|info|env|ip|config|inspect|show|global-status|dominfo|domstate|dumpxml|profile list|get clusters|version':
        reads,
      'start|stop|restart|up|halt|reload|create|provision|suspend|resume|launch|shutdown|reboot|snapshot|load|scp|cp|pull':
        changes('changes virtual machines'),
      'rm|destroy|delete|undefine|kill|purge|get clusters delete|delete cluster': destroys('removes virtual machines'),
      'console|shell': unsure('opens a session to type into', 'interactive'),
      'ssh|exec': readsAs('works on another machine'),
    },
    runs: [
      { verb: 'exec', dashes: true, skip: 2 },
      { verb: 'ssh', option: '-c' },
      { verb: 'ssh', skip: 2, shell: true },
    ],
    judge: opensMachine,
  },
}

/** The client of containerd: each noun has a long and a short name. */
function ctrVerbs(): Readonly<Record<string, Verdict>> {
  const nouns =
    'images image i containers container c tasks task t namespaces namespace ns snapshots snapshot content leases plugins'
  const lists: Record<string, Verdict> = {
    version: reads,
    info: reads,
    events: readsAs('follows events for ever', 'never-ending'),
  }
  for (const noun of nouns.split(' ')) {
    for (const verb of ['ls', 'list', 'info', 'check', 'ps', 'metrics', 'tree', 'usage'])
      lists[`${noun} ${verb}`] = reads
    for (const verb of ['rm', 'remove', 'delete', 'del', 'kill', 'prune'])
      lists[`${noun} ${verb}`] = destroys('removes or kills what the engine holds')
    for (const verb of [
      'pull',
      'push',
      'import',
      'export',
      'tag',
      'create',
      'start',
      'pause',
      'resume',
      'mount',
      'label',
    ])
      lists[`${noun} ${verb}`] = changes('changes containers or images')
    lists[`${noun} exec`] = readsAs('works inside a container')
    lists[`${noun} attach`] = unsure('types into a container', 'interactive')
  }
  return { ...lists, run: changes('starts a new container') }
}

/** `vagrant ssh web` without a command is a session to type into. */
function opensMachine({ operands, flags, hasInput }: Call): Verdict | undefined {
  const alone = operands[0]?.value === 'ssh' && operands.length < 3 && !flags.some(({ name }) => name === '-c')
  return alone && !hasInput ? unsure('opens a session on another machine', 'interactive') : undefined
}
