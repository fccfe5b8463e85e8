/** What programs have removed or announced to remove. Data: a line here needs the version in which it happened. */
export interface Deprecation {
  programs: readonly string[]
  /** Leading operands, `*` for any: `config view`. */
  verb?: string
  option?: string
  /** Only when the option stands alone, without `=value`. */
  bare?: true
  /** What is outdated, as the subject of a sentence, and since when. */
  what: string
  since: string
  instead: string
  /** One word that takes the place of the option or verb; a suggestion, because it changes the command. */
  replacement?: string
}

const KUBE = ['kubectl', 'oc', 'k'] as const

export const DEPRECATIONS: readonly Deprecation[] = [
  {
    programs: KUBE,
    option: '--delete-local-data',
    what: '--delete-local-data',
    since: 'was renamed in Kubernetes 1.20',
    instead: 'Use --delete-emptydir-data',
    replacement: '--delete-emptydir-data',
  },
  {
    programs: KUBE,
    option: '--dry-run',
    bare: true,
    what: '--dry-run without a value',
    since: 'is deprecated since Kubernetes 1.18',
    instead: 'Use --dry-run=client or --dry-run=server',
    replacement: '--dry-run=client',
  },
  {
    programs: KUBE,
    option: '--server-dry-run',
    what: '--server-dry-run',
    since: 'was replaced in Kubernetes 1.18',
    instead: 'Use --dry-run=server',
    replacement: '--dry-run=server',
  },
  {
    programs: KUBE,
    verb: 'get',
    option: '--export',
    what: 'get --export',
    since: 'was removed in Kubernetes 1.18',
    instead: 'Use -o yaml and drop the fields that the cluster sets',
  },
  {
    programs: KUBE,
    verb: 'get',
    option: '--include-uninitialized',
    what: '--include-uninitialized',
    since: 'no longer exists',
    instead: 'Leave it out',
  },
  {
    programs: KUBE,
    verb: 'get',
    option: '--show-all',
    what: 'get --show-all',
    since: 'no longer exists',
    instead: 'Leave it out: everything is shown',
  },
  {
    programs: KUBE,
    verb: 'run',
    option: '--generator',
    what: 'run --generator',
    since: 'has no effect since Kubernetes 1.18',
    instead: 'Use kubectl create deployment, or leave it out for a pod',
  },
  {
    programs: KUBE,
    verb: 'rolling-update',
    what: 'rolling-update',
    since: 'was removed in Kubernetes 1.18',
    instead: 'Use kubectl rollout',
  },
  {
    programs: KUBE,
    verb: 'version',
    option: '--short',
    what: 'version --short',
    since: 'was removed in Kubernetes 1.28',
    instead: 'Leave it out: the short form is the default',
  },
  {
    programs: KUBE,
    verb: 'get componentstatuses',
    what: 'The kind componentstatus',
    since: 'is deprecated since Kubernetes 1.19 and may say nothing',
    instead: 'Ask the API server: kubectl get --raw /readyz?verbose',
  },
  {
    programs: KUBE,
    verb: 'get componentstatus',
    what: 'The kind componentstatus',
    since: 'is deprecated since Kubernetes 1.19 and may say nothing',
    instead: 'Ask the API server: kubectl get --raw /readyz?verbose',
  },
  {
    programs: KUBE,
    verb: 'get cs',
    what: 'The kind componentstatus',
    since: 'is deprecated since Kubernetes 1.19 and may say nothing',
    instead: 'Ask the API server: kubectl get --raw /readyz?verbose',
  },
  {
    programs: ['oc'],
    verb: 'serviceaccounts get-token',
    what: 'serviceaccounts get-token',
    since: 'is deprecated since OpenShift 4.11',
    instead: 'Use oc create token',
  },
  {
    programs: ['oc'],
    verb: 'sa get-token',
    what: 'sa get-token',
    since: 'is deprecated since OpenShift 4.11',
    instead: 'Use oc create token',
  },
  {
    programs: ['helm'],
    option: '--purge',
    what: '--purge',
    since: 'was removed in Helm 3: it is the default',
    instead: 'Leave it out',
  },
  {
    programs: ['helm'],
    verb: 'init',
    what: 'helm init',
    since: 'was removed in Helm 3',
    instead: 'Leave it out: there is no server part any more',
  },
  {
    programs: ['docker', 'podman'],
    verb: 'run',
    option: '--link',
    what: 'run --link',
    since: 'is a legacy feature that Docker may remove',
    instead: 'Use a network that both containers join',
  },
  {
    programs: ['aws'],
    verb: 'ecr get-login',
    what: 'ecr get-login',
    since: 'was removed in AWS CLI 2',
    instead: 'Use aws ecr get-login-password | docker login --password-stdin',
  },
  {
    programs: ['terraform'],
    verb: 'taint',
    what: 'terraform taint',
    since: 'is deprecated since Terraform 0.15.2',
    instead: 'Use terraform apply -replace=ADDRESS',
  },
  {
    programs: ['etcdctl'],
    verb: 'cluster-health',
    what: 'etcdctl cluster-health',
    since: 'was removed in etcd 3.6',
    instead: 'Use etcdctl endpoint health',
  },
  {
    programs: ['etcdctl'],
    verb: 'backup',
    what: 'etcdctl backup',
    since: 'was removed in etcd 3.6',
    instead: 'Use etcdctl snapshot save',
  },
  {
    programs: ['redis-cli'],
    verb: 'SLAVEOF',
    what: 'SLAVEOF',
    since: 'is deprecated since Redis 5',
    instead: 'Use REPLICAOF',
    replacement: 'REPLICAOF',
  },
  {
    programs: ['apt-key'],
    what: 'apt-key',
    since: 'is deprecated and leaves the distributions',
    instead: 'Put the key into /etc/apt/keyrings and name it with signed-by',
  },
  {
    programs: ['brew'],
    verb: 'cask',
    what: 'brew cask',
    since: 'was removed in Homebrew 2.7',
    instead: 'Use brew install --cask',
  },
  {
    programs: ['gcloud'],
    verb: 'docker',
    what: 'gcloud docker',
    since: 'is deprecated since Docker 18.03',
    instead: 'Use gcloud auth configure-docker',
  },
  {
    programs: ['ntpdate'],
    what: 'ntpdate',
    since: 'is deprecated by the NTP project',
    instead: 'Use chronyc makestep, or ntpd -gq',
  },
]
