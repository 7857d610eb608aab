import type { AlarmCode } from '@borne/sync/contract/heartbeat';

/** What may be wrong with a kiosk, as it says or as the centre sees. */
export type Cause = AlarmCode | 'offline' | 'refused' | 'forked';

/** What nobody can do meanwhile: `all`, what needs the printer or the network, or nothing that a person would notice. */
export type Hindered = 'all' | 'paper' | 'online' | 'nothing';

export interface CauseEntry {
  /** What is wrong, in French, as a technician says it. */
  readonly label: string;
  readonly hinders: Hindered;
  /** What to do about it. */
  readonly remedy: string;
  /** What to bring. */
  readonly part?: string;
}

/** Every cause and what to do about it: the page has no other words for them. */
export const causes: Readonly<Record<Cause, CauseEntry>> = {
  offline: {
    label: 'La borne ne donne plus de nouvelles',
    hinders: 'online',
    remedy:
      'Appeler l’accueil : la borne est-elle allumée ? Vérifier le courant, le câble réseau, puis la box du bureau.',
  },
  refused: {
    label: 'Certificat refusé : révoqué ou terminé',
    hinders: 'online',
    remedy:
      'La borne et le réseau marchent. Si elle doit rester au parc : tirer un code au centre (borne central --enrol), puis borne enrol sur la borne.',
  },
  forked: {
    label: 'Journal en contradiction avec celui de la caisse',
    hinders: 'nothing',
    remedy:
      'Disque copié ou restauré d’une sauvegarde : retirer la borne du service, garder son disque, prévenir la sécurité.',
  },
  'reader-lost': {
    label: 'Lecteur de cartes absent',
    hinders: 'all',
    remedy: 'Rebrancher le câble USB du lecteur ; s’il ne revient pas, le remplacer.',
    part: 'Lecteur de cartes',
  },
  'screen-frozen': {
    label: 'Écran figé ou éteint',
    hinders: 'all',
    remedy:
      'Faire redémarrer la borne par l’accueil ; si l’écran reste noir, vérifier son câble, puis le remplacer.',
    part: 'Écran',
  },
  'journal-unusable': {
    label: 'La borne ne peut plus rien enregistrer',
    hinders: 'all',
    remedy: 'Lire la cause en maintenance sur la borne ; disque en panne ou en lecture seule : le remplacer.',
    part: 'Disque',
  },
  'disk-full': {
    label: 'Disque plein',
    hinders: 'all',
    remedy:
      'Rétablir le réseau pour que le journal se vide ; sinon retirer les fichiers étrangers à la borne.',
  },
  'printer-lost': {
    label: 'Imprimante débranchée ou éteinte',
    hinders: 'paper',
    remedy: 'Rallumer l’imprimante et rebrancher son câble ; si elle ne revient pas, la remplacer.',
    part: 'Imprimante',
  },
  'paper-out': {
    label: 'Plus de papier',
    hinders: 'paper',
    remedy: 'Changer le rouleau, pour un de la même largeur.',
    part: 'Rouleau de papier',
  },
  'printer-open': {
    label: 'Capot de l’imprimante ouvert',
    hinders: 'paper',
    remedy: 'Refermer le capot.',
  },
  'printer-jammed': {
    label: 'Bourrage ou massicot bloqué',
    hinders: 'paper',
    remedy:
      'Ouvrir le capot, retirer le papier, refermer ; si le massicot reste bloqué, remplacer l’imprimante.',
    part: 'Imprimante',
  },
  'printer-broken': {
    label: 'Imprimante en panne',
    hinders: 'paper',
    remedy: 'Éteindre et rallumer l’imprimante ; si la panne reste, la remplacer.',
    part: 'Imprimante',
  },
  'certificate-ending': {
    label: 'Le certificat de la borne se termine bientôt',
    hinders: 'online',
    remedy:
      'Il aurait dû se renouveler seul : vérifier l’heure de la borne, puis l’enrôler de nouveau avec un code.',
  },
  'clock-off': {
    label: 'Horloge fausse',
    hinders: 'online',
    remedy: 'Mettre la borne à l’heure ; si elle dérive encore après un arrêt, changer la pile.',
    part: 'Pile CR2032',
  },
  'journal-refused': {
    label: 'La caisse refuse le journal de la borne',
    hinders: 'nothing',
    remedy: 'Voir la chronologie de la borne et les lots mis de côté avant toute intervention.',
  },
  'journal-set-aside': {
    label: 'Journal abîmé, mis de côté',
    hinders: 'nothing',
    remedy: 'Copier le fichier mis de côté, l’envoyer au support, contrôler le disque.',
    part: 'Disque',
  },
  'backlog-old': {
    label: 'Enregistrements en attente depuis plus d’un jour',
    hinders: 'nothing',
    remedy: 'Vérifier le réseau du bureau ; la borne garde tout et enverra d’elle-même.',
  },
  'reference-expired': {
    label: 'Liste d’opposition et consignes périmées',
    hinders: 'nothing',
    remedy: 'Vérifier le réseau et l’heure de la borne : elle les demande toutes les heures.',
  },
  'reference-refused': {
    label: 'La borne refuse les consignes reçues',
    hinders: 'nothing',
    remedy: 'Vérifier ce qui vient d’être publié et la clé qui signe ; la borne garde les consignes d’avant.',
  },
  'paper-low': {
    label: 'Fin de rouleau proche',
    hinders: 'nothing',
    remedy: 'Changer le rouleau à la prochaine visite, pour un de la même largeur.',
    part: 'Rouleau de papier',
  },
  'disk-filling': {
    label: 'Disque rempli à plus de 80 %',
    hinders: 'nothing',
    remedy: 'Vérifier que le journal s’envoie ; sinon retirer les fichiers étrangers à la borne.',
  },
  'software-other': {
    label: 'Version du logiciel autre que celle demandée',
    hinders: 'nothing',
    remedy: 'Installer la version demandée à la prochaine visite.',
  },
};

const order = Object.keys(causes);

/** The worst first: what stops most, as the catalogue orders them. */
export const byGravity = (a: Cause, b: Cause): number => order.indexOf(a) - order.indexOf(b);

/** A cause that was stored; one that this version does not know is nobody's to act on. */
export const isCause = (text: string): text is Cause => Object.hasOwn(causes, text);
