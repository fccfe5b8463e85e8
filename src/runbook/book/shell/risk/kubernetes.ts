import type { RiskTable } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'

const VALUED =
  '-n --namespace --context --cluster --kubeconfig --user --as --as-group -s --server --token --request-timeout -l --selector -o --output ' +
  '-c --container -f --filename -k --kustomize --field-selector --tail --since --since-time --sort-by --replicas --timeout --image --type ' +
  '-p --patch --patch-file --limits --requests --env -e --port --for --grace-period --to-revision --template -L --label-columns --overrides ' +
  '--cache-dir --certificate-authority --client-certificate --client-key --tls-server-name --password --username --as-uid -v --v --vmodule ' +
  '--log-file --profile-output --kuberc --output-directory --level --from-literal --from-file --cascade -z --serviceaccount --target --profile --kube-context --target-port --min --max --cpu-percent'

/** Kubernetes, OpenShift and helm. */
export const kubernetes: RiskTable = {
  'kubectl|oc|k|kubecolor|microk8s.kubectl': {
    verdict: unlisted,
    valued: VALUED,
    verbs: {
      'get|describe|logs|log|top|explain|version|api-resources|api-versions|cluster-info|diff|events|wait|kustomize|options|status|whoami|projects':
        reads,
      'config view|config current-context|config get-contexts|config get-clusters|config get-users|auth can-i|auth whoami|rollout status|rollout history':
        reads,
      'plugin list|adm top|adm node-logs|adm release info|image info|policy can-i|policy who-can|adm policy who-can|krew list|sa get-token|serviceaccounts get-token':
        reads,
      'adm must-gather|adm inspect|cluster-info dump|extract|cp|rsync|image extract|image mirror':
        changes('copies files'),
      'apply|create|patch|label|annotate|scale|autoscale|expose|taint|replace|set|run|process|import-image|start-build|new-app|new-project|tag|import|create token|sa new-token|auth reconcile':
        changes('changes objects of the cluster'),
      'rollout restart|rollout undo|rollout pause|rollout resume|rollout latest|rollout retry|rollout cancel|cancel-build':
        changes('starts, stops or turns back a roll-out'),
      'cordon|uncordon|drain|adm cordon|adm uncordon|adm drain|adm taint|adm upgrade|adm policy|adm certificate|certificate|adm wait-for-stable-cluster':
        changes('changes nodes or policies of the cluster'),
      'config use-context|config set-context|config set-cluster|config set-credentials|config set|config rename-context|login|logout|project|ctx|ns':
        changes('changes which cluster or namespace you work on'),
      'config unset|config delete-context|config delete-cluster|config delete-user': changes(
        'changes your own configuration',
      ),
      edit: changes('edits objects of the cluster', 'interactive'),
      'delete|adm prune': destroys('removes objects of the cluster'),
      'exec|rsh': readsAs('works inside a container'),
      debug: changes('starts a helper beside what it looks at'),
      'attach|console': unsure('types into a container', 'interactive'),
      'port-forward|proxy|relay': readsAs('holds a connection open', 'never-ending'),
    },
    options: [
      { option: '-f --follow', verb: 'logs|log', ...readsAs('follows the log for ever', 'never-ending') },
      { option: '-w --watch --watch-only', verb: 'get|events|status', ...readsAs('watches for ever', 'never-ending') },
      { option: '-t --tty', verb: 'exec|run|debug|attach|rsh', ...readsAs('asks for a terminal', 'interactive') },
      { option: '-o --output', verb: 'kustomize', ...changes('writes files') },
      { option: '--enable-exec --enable-alpha-plugins', ...unsure('runs programs that its files name') },
      { option: '--force', verb: 'replace', ...destroys('removes the object before it makes a new one') },
      { option: '--delete-emptydir-data --delete-local-data', ...destroys('throws away the local data of the pods') },
      { option: '--prune', verb: 'apply', ...destroys('removes objects that the files lack') },
      { option: '--delete', verb: 'rsync', ...destroys('removes files that the source lacks') },
      dryRun('--dry-run'),
    ],
    runs: [
      { verb: 'exec', dashes: true, skip: 2 },
      { verb: 'rsh', skip: 2 },
      { verb: 'debug', dashes: true },
      { verb: 'run', dashes: true },
    ],
    judge: ({ operands, words, hasInput }) => {
      const verb = operands[0]?.value
      const opensShell =
        (verb === 'rsh' && operands.length < 3) || (verb === 'debug' && !words.some((word) => word.value === '--'))
      return opensShell && !hasInput ? unsure('opens a shell in a container', 'interactive') : undefined
    },
  },
  helm: {
    verdict: unlisted,
    valued:
      '-n --namespace --kube-context --kubeconfig -f --values --set --set-string --set-file --version --timeout -o --output --repo --revision --max',
    verbs: {
      'list|ls|status|get|history|hist|show|inspect|search|template|lint|version|env|verify|repo list|dependency list|plugin list|diff':
        reads,
      'install|upgrade|rollback|repo add|repo update|repo remove|dependency update|dependency build|dep|pull|push|package|create|plugin install|registry|test':
        changes('changes a release or its charts'),
      'uninstall|delete|del|un': destroys('removes a release'),
    },
    options: [
      { option: '--post-renderer', ...unsure('runs a program that its options name') },
      { option: '--output-dir', ...changes('writes files') },
      { ...dryRun('--dry-run'), verb: 'install|upgrade|rollback|uninstall|delete|template' },
    ],
  },
  'helmfile|argocd|flux|kapp|skaffold|argo|velero|istioctl|linkerd|cmctl|kubeadm|k3s|eksctl|kops|rke|talosctl|virtctl|subctl|rosa|ocm':
    {
      verdict: unlisted,
      valued: VALUED,
      anyPosition: true,
      verbs: {
        'list|ls|get|status|diff|describe|logs|history|show|template|version|check|analyze|proxy-status|proxy-config|lint|tree|health|dashboard|whoami|inspect':
          reads,
        'apply|sync|install|upgrade|create|deploy|rollback|reconcile|suspend|resume|restart|start|stop|pause|unpause|migrate|submit|terminate|patch|set|init|join|scale|login|update|edit':
          changes('changes objects of the cluster'),
        'delete|destroy|uninstall|remove|reset|purge|cleanup|rm': destroys('removes objects of the cluster'),
        'console|ssh|vnc': unsure('opens a session', 'interactive'),
        'actions run|exec': unsure('runs what it is given'),
      },
      options: [
        { option: '--level', ...changes('changes what is logged') },
        { option: '-w --watch', ...readsAs('watches for ever', 'never-ending') },
        {
          option: '-f --follow',
          verb: 'logs|app logs|backup logs',
          ...readsAs('follows the log for ever', 'never-ending'),
        },
        {
          ...dryRun('--dry-run'),
          verb: 'apply|sync|app sync|install|upgrade|create|delete|init|reset|submit',
        },
      ],
    },
  kustomize: {
    verdict: unlisted,
    options: [
      { option: '-o --output', ...changes('writes files') },
      { option: '--enable-exec --enable-alpha-plugins', ...unsure('runs programs that its files name') },
    ],
    verbs: { 'build|version': reads, 'edit|create|fix|localize': changes('writes files') },
  },
  'kubectx|kubens': changes('changes which cluster or namespace you work on'),
  'kubeval|kubeconform|kube-linter|popeye|stern|kubetail|kail': {
    verdict: reads,
    judge: ({ program }) =>
      /^(?:stern|kubetail|kail)$/.test(program) ? readsAs('follows logs for ever', 'never-ending') : undefined,
  },
}
