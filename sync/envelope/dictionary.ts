/**
 * What bodies of records often say, encoded, the most frequent last: text that a body repeats costs it next to nothing. Frozen with
 * the suite: with other bytes here nothing sealed before would open. What bodies say later is merely longer; a new dictionary is a
 * new suite.
 */
export const dictionary: Uint8Array = Buffer.from(
  [
    'oWRraW5kb3BhcGVyLWZvcmdvdHRlbqFka2luZG5jYXJkLWZvcmdvdHRlbqFka2luZGxjYXJkLW9wcG9zZWSiZGtpbmRvYmFjay1pbi1zZXJ2aW',
    'NlZWFmdGVya2NhcmQtcmVhZGVyomRraW5kb2JhY2staW4tc2VydmljZWVhZnRlcmdqb3VybmFsomRraW5kbm91dC1vZi1zZXJ2aWNlY3doeWtj',
    'YXJkLXJlYWRlcqJka2luZG9yaWdodHMtbWlzbWF0Y2hqY2FyZFNlcmlhbGE5omRraW5kcnRlY2huaWNpYW4tcmVmdXNlZGN3aHlrbm90LWdlbn',
    'VpbmWiZGtpbmRydGVjaG5pY2lhbi1yZWZ1c2VkY3doeW5hbnN3ZXItdW5rbm93bqJka2luZHJ0ZWNobmljaWFuLXJlZnVzZWRjd2h5bGNhcmQt',
    'cmVtb3ZlZKJka2luZGtwaW4tcmVmdXNlZGlyZW1haW5pbmcCo2RraW5kcG1haW50ZW5hbmNlLWxlZnRqdGVjaG5pY2lhbmlURUNILTAwMDFjd2',
    'h5amluYWN0aXZpdHmiZGtpbmRzbWFpbnRlbmFuY2UtZW50ZXJlZGp0ZWNobmljaWFuaVRFQ0gtMDAwMaJiaWTYJVABk09ejHpwAIAAAAAAAAAA',
    'aW9wZXJhdGlvbqNka2luZGttYWludGVuYW5jZWp0ZWNobmljaWFuaVRFQ0gtMDAwMWZhY3Rpb25oc3luYy1ub3eiYmlk2CVQAZNPXox6cACAAA',
    'AAAAAAAGlvcGVyYXRpb26jZGtpbmRrbWFpbnRlbmFuY2VqdGVjaG5pY2lhbmlURUNILTAwMDFmYWN0aW9uanRlc3QtcHJpbnSjZGtpbmRsaG9z',
    'dC1zdGFydGVkZ3ZlcnNpb25lMC4xLjBrbGVmdEluRG91YnQAo2JpZNglUAGTT16MenAAgAAAAAAAAABnb3V0Y29tZWhpbi1kb3VidGZyZWFzb2',
    '50b3V0Y29tZS1ub3QtcmVjb3JkZWSjYmlk2CVQAZNPXox6cACAAAAAAAAAAGdvdXRjb21laGluLWRvdWJ0ZnJlYXNvbngeY2FyZC1yZW1vdmVk',
    'LCAxIG9mIDEyIGFuc3dlcmVko2JpZNglUAGTT16MenAAgAAAAAAAAABnb3V0Y29tZWhpbi1kb3VidGZyZWFzb254GW5ldHdvcmssIDEgb2YgMT',
    'IgYW5zd2VyZWSjYmlk2CVQAZNPXox6cACAAAAAAAAAAGdvdXRjb21laG5vdC1kb25lZnJlYXNvbmljYW5jZWxsZWSjYmlk2CVQAZNPXox6cACA',
    'AAAAAAAAAGdvdXRjb21laG5vdC1kb25lZnJlYXNvbmlwYXBlci1vdXSjYmlk2CVQAZNPXox6cACAAAAAAAAAAGdvdXRjb21laGluLWRvdWJ0Zn',
    'JlYXNvbmd0aW1lb3V0o2JpZNglUAGTT16MenAAgAAAAAAAAABnb3V0Y29tZWhpbi1kb3VidGZyZWFzb25sZGlzY29ubmVjdGVkomJpZNglUAGT',
    'T16MenAAgAAAAAAAAABpb3BlcmF0aW9upmRraW5kcmF0dGVzdGF0aW9uLWRyb2l0c25kb2N1bWVudE51bWJlcmFCamNhcmRTZXJpYWxhOWVyYW',
    '5nc4RiMDFiMDJiMDNiMDRqcmlnaHRzRnJvbWRjYXJkZ3JlcGVhdHPYJVABk09ejHpwAIAAAAAAAAAAomJpZNglUAGTT16MenAAgAAAAAAAAABp',
    'b3BlcmF0aW9upGRraW5ka2NhcmQtdXBkYXRlZXJlbGF511AAAAAAAAAAAAAAAAAAAAAAZHBsYW7XWCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'AAAAAAAAAAAGZ3cml0ZXMMomJpZNglUAGTT16MenAAgAAAAAAAAABpb3BlcmF0aW9upWRraW5kcmF0dGVzdGF0aW9uLWRyb2l0c25kb2N1bWVu',
    'dE51bWJlcmFCamNhcmRTZXJpYWxhOWVyYW5nc4FiMDFqcmlnaHRzRnJvbWdjZW50cmFsomJpZNglUAGTT16MenAAgAAAAAAAAABnb3V0Y29tZW',
    'hub3QtZG9uZaJiaWTYJVABk09ejHpwAIAAAAAAAAAAZ291dGNvbWVoaW4tZG91YnSiYmlk2CVQAZNPXox6cACAAAAAAAAAAGdvdXRjb21lZGRv',
    'bmU=',
  ].join(''),
  'base64',
);
