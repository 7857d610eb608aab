/**
 * Every text of the screens, in French, in ICU MessageFormat. The reference catalogue: another language is a
 * `Catalogue` with the same keys. Spaces before ; : ! ? are made non-breaking when a text is formatted.
 */
export const fr = {
  'banner.specimen': 'Simulation : les documents n’ont aucune valeur.',
  'banner.offline': 'Pas de connexion avec votre caisse. Certains services sont limités.',

  'banner.stale':
    'Cette borne n’a pas de nouvelles de votre caisse depuis le {day}. Certaines informations peuvent avoir changé.',
  'banner.stale.never':
    'Cette borne n’a encore rien reçu de votre caisse. Certaines informations peuvent manquer.',

  'action.back-to-menu': 'Autre service',
  'action.cancel': 'Annuler',
  'action.back': 'Retour',
  'action.continue': 'Continuer',
  'action.print': 'Imprimer',
  'action.retry': 'Réessayer',
  'action.reprint': 'Réimprimer',
  'action.leave': 'Terminer',
  'action.stay': 'Je suis encore là',
  'action.validate': 'Valider',
  'action.leave-maintenance': 'Quitter la maintenance',

  'starting.title': 'La borne démarre',
  'starting.body': 'Un instant, s’il vous plaît.',

  'attract.title': 'Insérez votre carte Vitale',
  'attract.body':
    '{office} : bienvenue. Glissez votre carte sous l’écran, la puce en premier, tournée vers le haut.',

  'out-of-service.title': 'Borne hors service',
  'out-of-service.reader': 'La borne ne peut pas lire les cartes pour le moment. Présentez-vous à l’accueil.',
  'out-of-service.journal': 'La borne ne peut rien enregistrer pour le moment. Présentez-vous à l’accueil.',
  'out-of-service.card': '{body} Reprenez votre carte.',

  'reading.title': 'Lecture de votre carte',
  'reading.caution': 'Ne retirez pas votre carte.',
  'reading.step.identify': 'Reconnaissance de la carte',
  'reading.step.read': 'Lecture de vos informations',

  'card.vitale-1.title': 'Votre carte Vitale est d’une ancienne génération',
  'card.vitale-1.body':
    'Cette borne ne peut pas la lire. Reprenez-la et demandez une nouvelle carte à l’accueil.',
  'card.professional.title': 'Cette carte est une carte de professionnel de santé',
  'card.professional.body': 'Reprenez-la et insérez votre carte Vitale.',
  'card.bank.title': 'Cette carte est une carte bancaire',
  'card.bank.body': 'Reprenez-la et insérez votre carte Vitale. Rien n’a été lu sur cette carte.',
  'card.unknown.title': 'Cette carte n’est pas une carte Vitale',
  'card.unknown.body': 'Reprenez-la et insérez votre carte Vitale.',
  'card.mute.title': 'Votre carte ne répond pas',
  'card.mute.body':
    'Reprenez-la et vérifiez son sens : la puce entre en premier, tournée vers le haut. Puis insérez-la de nouveau.',
  'card.mute.again.title': 'Votre carte ne répond toujours pas',
  'card.mute.again.body': 'Reprenez-la et présentez-vous à l’accueil : la carte est peut-être abîmée.',
  'card.unreadable.title': 'Votre carte n’a pas pu être lue',
  'card.unreadable.body':
    'Reprenez-la, puis insérez-la de nouveau. Si cela continue, présentez-vous à l’accueil.',
  'card.unsupported.body':
    'Cette borne ne sait pas lire ce qu’elle contient. Reprenez-la et présentez-vous à l’accueil.',
  'card.opposed.title': 'Cette carte ne peut plus servir',
  'card.opposed.body':
    'Elle a été déclarée perdue, volée ou remplacée. Reprenez-la et présentez-vous à l’accueil avec une pièce d’identité.',

  'fault.title': 'Un problème est survenu',
  'fault.body':
    'Votre démarche n’a pas pu continuer. Reprenez votre carte et recommencez, ou présentez-vous à l’accueil.',

  'menu.title': 'Que souhaitez-vous faire ?',
  'service.update.label': 'Mettre à jour ma carte Vitale',
  'service.update.hint': 'À faire chaque année et après un changement',
  'service.attestation.label': 'Attestation de droits',
  'service.attestation.hint': 'Imprimer le document qui prouve vos droits',

  'printer.unavailable.disconnected': 'L’imprimante n’est pas disponible.',
  'printer.unavailable.paper': 'Il n’y a plus de papier. Prévenez l’accueil.',
  'printer.unavailable.cover': 'Le capot de l’imprimante est ouvert. Prévenez l’accueil.',
  'printer.unavailable.fault': 'L’imprimante est bloquée. Prévenez l’accueil.',
  'printer.unavailable.pause': 'L’imprimante fait une pause. Patientez quelques instants.',

  'service.withdrawn': 'Ce service n’est pas proposé pour le moment.',
  'service.closed': 'Votre caisse ne met pas les cartes à jour en ce moment. Revenez {moment}.',

  'network.unavailable': 'Votre caisse ne répond pas pour le moment.',

  'update.title': 'Mise à jour de votre carte',
  'update.step.ask': 'Question à votre caisse',
  'update.step.read': 'Lecture de la carte',
  'update.step.write': 'Écriture sur la carte',
  'update.step.verify': 'Vérification',
  'update.doing.ask': 'Nous demandons à votre caisse s’il y a du nouveau.',
  'update.doing.recognise': 'Votre caisse reconnaît votre carte.',
  'update.doing.read': 'Votre caisse lit votre carte.',
  'update.doing.begin': 'Nous commençons à écrire sur votre carte.',
  'update.doing.beneficiaries': 'Nous inscrivons les personnes de votre carte.',
  'update.doing.rights': 'Nous inscrivons vos droits.',
  'update.doing.address': 'Nous inscrivons votre adresse.',
  'update.doing.exonerations': 'Nous inscrivons votre prise en charge.',
  'update.doing.validity': 'Nous inscrivons la durée de validité de votre carte.',
  'update.doing.organisme': 'Nous inscrivons votre caisse.',
  'update.doing.keys': 'Nous renouvelons la sécurité de votre carte.',
  'update.doing.verify': 'Votre caisse vérifie ce qui est écrit.',
  'update.doing.finish': 'Nous finissons d’écrire sur votre carte.',
  'update.doing.read-again': 'Nous relisons votre carte.',
  'update.count.read': 'Lecture : {done} sur {of}',
  'update.count.write': 'Écriture : {done} sur {of}',
  'update.cancelling': 'Annulation',
  'update.ending': 'Fin de la mise à jour',
  'update.until': 'Vos droits sont ouverts jusqu’au {day}.',
  'update.until.open': 'Vos droits sont ouverts, sans date de fin.',
  'update.updated.title': 'Votre carte Vitale est à jour',
  'update.up-to-date.title': 'Votre carte Vitale était déjà à jour',
  'update.changed.beneficiary-added': 'Une personne a été ajoutée sur votre carte.',
  'update.changed.beneficiary-removed': 'Une personne a été retirée de votre carte.',
  'update.changed.identity': 'Un nom, un prénom ou un numéro a été corrigé.',
  'update.changed.rights': 'Les dates de vos droits ont changé.',
  'update.changed.address': 'L’adresse inscrite sur votre carte a changé.',
  'update.changed.exonerations':
    'Votre prise en charge a été mise à jour sur votre carte. L’accueil peut vous l’expliquer.',
  'update.changed.validity': 'La durée de validité de votre carte a changé.',
  'update.changed.organisme': 'Votre carte a changé de caisse.',
  'update.changed.keys': 'La sécurité de votre carte a été renouvelée.',
  'update.rights-ended.title': 'Vos droits ont pris fin le {day}',
  'update.rights-ended.title.none': 'Vous n’avez pas de droits ouverts',
  'update.rights-ended.body':
    'Mettre la carte à jour ne suffit pas. Appelez votre caisse au 36\u00a046, ou présentez-vous à l’accueil.',
  'update.unavailable.title': 'Votre caisse ne met pas les cartes à jour en ce moment',
  'update.unavailable.body':
    'La mise à jour reprendra {moment}. Vous pouvez tout de même imprimer vos documents.',
  'update.unknown-card.title': 'Votre caisse ne connaît pas cette carte',
  'update.unknown-card.body': 'Votre carte n’a pas été modifiée. Présentez-la à l’accueil.',
  'update.refused.title': 'Cette carte ne peut pas être mise à jour',
  'update.refused.body':
    'Votre caisse n’a pas reconnu votre carte, qui n’a pas été modifiée. Présentez-vous à l’accueil avec une pièce d’identité.',
  'update.unreachable.title': 'Votre caisse ne répond pas',
  'update.unreachable.body':
    'Votre carte n’a pas été modifiée. Réessayez dans quelques minutes. Vous pouvez tout de même imprimer vos documents.',
  'update.not-done.title': 'La mise à jour n’a pas été faite',
  'update.not-done.card-removed': 'La carte a été retirée trop tôt. Elle n’a pas été modifiée.',
  'update.not-done.reader': 'La borne a perdu le contact avec votre carte, qui n’a pas été modifiée.',
  'update.not-done.network':
    'Votre caisse a cessé de répondre. Votre carte n’a pas été modifiée. Réessayez dans quelques minutes.',
  'update.not-done.card':
    'Votre carte n’a pas répondu comme prévu. Elle n’a pas été modifiée. Si cela continue, présentez-vous à l’accueil.',
  'update.not-done.journal':
    'La borne ne peut pas enregistrer votre demande : elle n’a rien écrit sur votre carte. Présentez-vous à l’accueil.',
  'update.not-done.cancelled': 'Vous avez annulé la mise à jour. Votre carte n’a pas été modifiée.',
  'update.interrupted.title': 'La mise à jour a été interrompue',
  'update.interrupted.body':
    'Votre carte est en bon état. Nous ne savons pas si elle est à jour. Réessayez pour le savoir.',
  'update.unfinished.title': 'La mise à jour de votre carte n’est pas terminée',
  'update.unfinished.body':
    'Elle a été interrompue. Finissez-la maintenant : cela prend moins d’une minute. En attendant, votre carte ne peut pas servir normalement.',
  'update.unfinished.again':
    'Elle a été interrompue. Réessayez maintenant. Sinon, remettez cette carte plus tard, dans cette borne ou dans une autre : la mise à jour se terminera.',
  'update.unfinished.finish': 'Finir la mise à jour',
  'update.unfinished.later': 'Plus tard',
  'update.unfinished.leave': 'Reprendre ma carte',

  'moment.today': 'aujourd’hui à {time}',
  'moment.tomorrow': 'demain {day} à {time}',
  'moment.day': '{day} à {time}',
  'moment.hour': '{hour}\u00a0h',
  'moment.hour-and-minutes': '{hour}\u00a0h\u00a0{minutes}',

  'choosing.title': 'Pour qui est cette attestation ?',
  'choosing.body': 'Touchez un nom pour le retirer ou l’ajouter.',
  'choosing.insured': 'Assuré(e)',
  'choosing.beneficiary': 'Né(e) le {birth}',
  'choosing.nobody': 'Choisissez au moins une personne.',

  'fetching.title': 'Préparation de votre attestation',
  'fetching.step.rights': 'Demande de vos droits à votre caisse',
  'fetching.step.compose': 'Mise en page du document',

  'refused.title': 'L’attestation ne peut pas être faite maintenant',
  'refused.update-unfinished':
    'Votre caisse ne répond pas, et la mise à jour de votre carte n’est pas terminée : vos droits ne peuvent pas être lus. Revenez un peu plus tard ou présentez-vous à l’accueil.',
  'refused.no-rights-offline':
    'Votre caisse ne répond pas, et votre carte ne contient pas vos droits. Revenez un peu plus tard ou présentez-vous à l’accueil.',
  'refused.unknown-card':
    'Votre caisse ne connaît pas cette carte. Présentez-vous à l’accueil avec votre carte.',
  'refused.centre-refuses':
    'Votre caisse n’accepte pas les demandes de cette borne. Présentez-vous à l’accueil.',
  'refused.rights-mismatch':
    'Votre carte et votre caisse ne disent pas la même chose. Présentez-vous à l’accueil avec votre carte.',
  'refused.nobody-known':
    'La borne n’a pas trouvé de droits pour les personnes choisies. Présentez-vous à l’accueil.',
  'refused.failure': 'Le document n’a pas pu être préparé. Rien n’a été imprimé. Présentez-vous à l’accueil.',

  'preview.title': 'Vérifiez votre attestation',
  'preview.central': 'Droits connus de votre caisse au {day}.',
  'preview.card':
    'Votre caisse ne répond pas : ces droits viennent de votre carte, au {day}. L’attestation le précise.',
  'preview.missing': 'Attention : certaines personnes choisies ne figurent pas dans ces droits.',
  'preview.duplicata': 'Cette attestation portera la mention DUPLICATA : c’est un deuxième exemplaire.',
  'preview.wrong': 'Une erreur ? Touchez « Annuler » et présentez-vous à l’accueil.',

  'printing.title': 'Impression en cours',
  'printing.title.waiting': 'Impression en attente',
  'printing.body': 'Votre document sort sous l’écran.',
  'printing.waiting-for-paper':
    'Il n’y a plus de papier. Prévenez l’accueil : l’impression reprendra toute seule.',
  'printing.waiting-for-cover':
    'Le capot de l’imprimante est ouvert. Prévenez l’accueil : l’impression reprendra toute seule.',
  'printing.waiting-for-printer': 'L’imprimante fait une pause. L’impression reprendra toute seule.',
  'printing.waiting-for-ticket':
    'Prenez d’abord le document qui attend dans l’imprimante : le suivant sortira ensuite.',
  'printing.waiting.card': 'Vous pouvez laisser votre carte ou la reprendre.',
  'printing.caution': 'Ne retirez pas votre carte.',
  'printing.step.record': 'Enregistrement',
  'printing.step.print': 'Impression',
  'printing.step.finish': 'Vérification',
  'printing.card-gone.title': 'Prenez votre document',
  'printing.card-gone.body': 'L’impression se termine. Attendez que le document soit sorti en entier.',
  'printing.cancelling.title': 'Carte retirée',
  'printing.cancelling.body': 'Rien ne sera imprimé. Un instant, s’il vous plaît.',

  'printed.title': 'Prenez votre attestation',
  'printed.body': 'Elle est sortie sous l’écran.',
  'printed.number': 'Document n°\u00a0{number}',
  'not-printed.title': 'Votre attestation n’a pas été imprimée',
  'not-printed.body': 'L’imprimante n’a rien sorti. Vous pouvez réessayer, ou vous présenter à l’accueil.',
  'asking-person.title': 'Votre document est-il sorti en entier ?',
  'asking-person.body': 'Regardez sous l’écran. Document n°\u00a0{number}.',
  'asking-person.whole': 'Oui, il est complet',
  'asking-person.not-whole': 'Non, pas en entier',
  'asking-person.unknown': 'Je ne sais pas',
  'said-whole.title': 'Merci. Prenez votre attestation',
  'said-whole.body': 'Elle est sous l’écran.',
  'in-doubt.title': 'Votre attestation est peut-être incomplète',
  'in-doubt.body':
    'Nous ne savons pas si votre document est sorti en entier. Vérifiez-le. Prenez ou détruisez ce qui est sorti. Vous pouvez le réimprimer : il portera la mention DUPLICATA.',
  'not-recorded.title': 'Votre attestation n’a pas été imprimée',
  'not-recorded.body':
    'La borne ne peut pas enregistrer votre demande : elle n’a rien imprimé. Présentez-vous à l’accueil.',

  'warning.title': 'Êtes-vous encore là ?',
  'warning.body': 'Sans réponse de votre part, la visite se terminera pour protéger vos informations.',

  'take.title.card': 'Reprenez votre carte',
  'take.title.card-and-paper': 'Reprenez votre carte et votre document',
  'take.title.paper': 'Prenez votre document',
  'take.body': 'Merci de votre visite.',
  'take.body.again': 'Votre carte est encore dans la borne.',
  'take.body.forgotten': 'Votre carte est encore dans la borne. Reprenez-la : elle est personnelle.',
  'take.body.unfinished':
    'Sa mise à jour n’est pas terminée. Remettez-la plus tard, dans cette borne ou dans une autre.',
  'take.body.paper': 'Il est sous l’écran. Merci de votre visite.',
  'take.body.paper-waits': 'Il vous attend sous l’écran. Merci de votre visite.',
  'take.body.paper-again':
    'Votre document est encore dans la borne. Si personne ne le prend, la borne le reprendra.',

  'farewell.none.title': 'Carte retirée',
  'farewell.none.body': 'Votre visite est terminée. Rien n’a été imprimé.',
  'farewell.updated.title': 'Votre carte Vitale est à jour',
  'farewell.updated.body': 'Merci de votre visite.',
  'farewell.unfinished.title': 'Remettez votre carte',
  'farewell.unfinished.body':
    'Sa mise à jour n’est pas terminée. Remettez la même carte, dans cette borne ou dans une autre : la mise à jour se terminera.',
  'farewell.not-printed.title': 'Carte retirée',
  'farewell.not-printed.body': 'Votre document n’a pas été imprimé. Remettez votre carte pour recommencer.',
  'farewell.in-doubt.title': 'Vérifiez votre document',
  'farewell.in-doubt.body':
    'Nous ne savons pas s’il est sorti en entier. Prenez ou détruisez ce qui est sorti. Remettez votre carte pour en demander un autre.',

  'maintenance.title': 'Maintenance de la borne {kiosk}',
  'maintenance.checking': 'Lecture de la carte de technicien',
  'pin.title': 'Code de la carte de technicien',
  'pin.body': '{tries, plural, one {Il reste un essai.} other {Il reste # essais.}}',
  'pin.wrong': 'Code refusé.',
  'pin.delayed': 'Prochain essai possible dans {seconds, plural, one {une seconde} other {# secondes}}.',
  'pin.verifying': 'Vérification du code',
  'pin.blocked.title': 'Carte de technicien bloquée',
  'pin.blocked.body': 'Trop de codes refusés. Reprenez la carte et adressez-vous à votre responsable.',
  'technician.refused.title': 'Carte de technicien refusée',
  'technician.refused.body': 'La borne n’a pas pu vérifier cette carte. Reprenez-la.',
  'maintenance.closing.title': 'Maintenance fermée',
  'maintenance.closing.body': 'Un instant, s’il vous plaît.',
  'maintenance.running': 'Une action est en cours.',
  'maintenance.unrecorded':
    'La borne ne peut rien enregistrer : aucune action n’est possible. Voyez la ligne « Journal » ; la maintenance s’ouvre seule dès que l’écriture revient.',
  'maintenance.unrecorded.tool': 'Le journal ne peut pas être écrit.',

  'device.reader': 'Lecteur de cartes',
  'device.printer': 'Imprimante',
  'device.network': 'Réseau',
  'device.journal': 'Journal',
  'device.identity': 'Identité',
  'reader.absent': 'absent',
  'reader.ready': 'prêt ({name})',
  'printer.disconnected': 'débranchée ou éteinte',
  'printer.ready': 'prête',
  'printer.near-end': 'fin de rouleau proche',
  'printer.out': 'plus de papier',
  'printer.open': 'capot ouvert',
  'printer.cutter': 'massicot bloqué',
  'printer.mechanical': 'papier bloqué ou défaut mécanique',
  'printer.unrecoverable': 'en panne : l’éteindre et la rallumer, puis appeler le service',
  'printer.overheated': 'trop chaude, elle reprendra seule',
  'printer.offline': 'en pause (bouton d’avance du papier ?)',
  'printer.ticket': 'un document attend à la sortie',
  'printer.write-only': 'ne répond pas par ce câble : état inconnu',
  'network.unknown': 'pas encore essayé',
  'network.up': 'connecté au centre',
  'network.down': 'centre injoignable',
  'network.unwelcome': 'le centre refuse cette borne : voir la ligne « Identité »',
  'journal.usable': 'en service',
  'journal.unusable': 'écriture impossible : vérifier le dossier de données, puis redémarrer la borne',
  'journal.full': 'plein : le centre doit d’abord en recevoir, vérifier le réseau',
  'journal.disk-full': 'plus de place sur le disque : retirer les fichiers étrangers à la borne',
  'journal.read-only': 'disque en lecture seule : redémarrer la borne ; si cela reste, remplacer le disque',
  'journal.disk-failing': 'le disque répond par des erreurs : le remplacer',
  'journal.set-aside':
    '{files, plural, one {un fichier abîmé mis} other {# fichiers abîmés mis}} de côté : copier pour le support, vérifier le disque',
  'journal.filling': 'rempli à {percent} % : vérifier que l’envoi au centre fonctionne',
  'identity.enrolled': 'certificat valable jusqu’au {day}',
  'identity.expired': 'certificat expiré le {day} : enrôler la borne avec un nouveau code',
  'identity.revoked': 'certificat révoqué : voir l’exploitant du centre avant d’enrôler de nouveau',
  'identity.unknown': 'certificat inconnu du centre : enrôler la borne avec un nouveau code',
  'identity.fault.not-tls': 'ce qui répond n’est pas le centre (portail, proxy) : vérifier le réseau',
  'identity.fault.downgraded': 'chiffrement affaibli en chemin, refusé : vérifier le réseau',
  'identity.fault.wrong-authority':
    'le centre présente le certificat d’une autre autorité, refusé : vérifier central.authorityFile, puis le réseau',
  'identity.fault.wrong-usage': 'ce qui répond n’est pas un serveur du centre, refusé : vérifier le réseau',
  'identity.fault.wrong-name': 'le centre répond sous un autre nom, refusé : vérifier central.url',
  'identity.fault.not-yet-valid': 'certificat du centre pas encore valable : vérifier l’horloge de la borne',
  'identity.fault.expired':
    'certificat du centre expiré : vérifier l’horloge de la borne, sinon prévenir le centre',
  'identity.clock-ahead': 'horloge en avance de {off}, le centre fait foi : régler l’horloge',
  'identity.clock-behind': 'horloge en retard de {off}, le centre fait foi : régler l’horloge',
  'identity.days': '{days, plural, one {un jour} other {# jours}}',
  'identity.minutes': '{minutes, plural, one {une minute} other {# minutes}}',
  'reference.none': 'rien reçu du centre : oppositions inconnues',
  'reference.current': 'version {version}, valable jusqu’au {day} à {time}',
  'reference.expired': 'version {version}, périmées depuis le {day} à {time}',
  'fact.reference': 'Consignes et oppositions',
  'fact.software': 'Logiciel demandé',
  'fact.unacknowledged': 'Opérations à transmettre',
  'fact.oldest': 'La plus ancienne',
  'fact.in-doubt': 'Opérations en doute',
  'fact.last-delivery': 'Dernier envoi',
  'fact.none': 'aucune',
  'fact.never': 'jamais',
  'fact.ago':
    '{minutes, plural, =0 {il y a moins d’une minute} one {il y a une minute} other {il y a # minutes}}',
  'fact.last-delivery.value': '{ago} : {result}',
  'delivery.acknowledged':
    '{records, plural, =0 {rien à envoyer} one {un enregistrement reçu par le centre} other {# enregistrements reçus par le centre}}',
  'delivery.nothing-to-send': 'rien à envoyer',
  'delivery.postponed': 'centre injoignable, nouvel essai plus tard',
  'delivery.refused': 'refusé par le centre',
  'delivery.no-answer': 'pas de réponse',
  'tool.test-print': 'Page de test',
  'tool.test-print.hint': 'Imprimer une page qui montre la largeur et les caractères',
  'tool.sync-now': 'Envoyer le journal',
  'tool.sync-now.hint': 'Transmettre maintenant ce qui attend',
  'notice.test-print.printed': 'Page de test imprimée.',
  'notice.test-print.not-printed': 'La page de test n’a pas été imprimée.',
  'notice.test-print.in-doubt': 'La page de test est peut-être incomplète.',
  'notice.sync': 'Envoi du journal : {result}.',
  'notice.not-recorded': 'La borne ne peut rien enregistrer : l’action n’a pas été faite.',
  'notice.unsettled': 'L’action a été faite, mais son résultat n’a pas pu être enregistré.',
} as const;

export type MessageKey = keyof typeof fr;

/** The same texts in one language. */
export type Catalogue = Readonly<Record<MessageKey, string>>;
