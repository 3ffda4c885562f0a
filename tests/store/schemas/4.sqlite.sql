CREATE TABLE conference (
	id TEXT NOT NULL,
	uid TEXT NOT NULL,
	title TEXT NOT NULL,
	subtitle TEXT,
	theme TEXT,
	occasion TEXT,
	start TEXT NOT NULL,
	"end" TEXT NOT NULL,
	zone TEXT NOT NULL,
	day_change TEXT NOT NULL,
	languages TEXT NOT NULL,
	venue TEXT,
	url TEXT,
	contact TEXT,
	links TEXT,
	streams TEXT,
	deadlines TEXT,
	extra TEXT,
	CONSTRAINT pk_conference PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE contact_change (
	conference TEXT NOT NULL,
	number INTEGER NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	why TEXT NOT NULL,
	participants TEXT NOT NULL,
	CONSTRAINT pk_contact_change PRIMARY KEY (conference, number)
)
 STRICT;
CREATE TABLE eventkit (
	version INTEGER NOT NULL,
	CONSTRAINT pk_eventkit PRIMARY KEY (version)
)
 STRICT;
CREATE TABLE ledger (
	conference TEXT NOT NULL,
	session TEXT NOT NULL,
	sequence INTEGER NOT NULL,
	created TEXT NOT NULL,
	modified TEXT NOT NULL,
	CONSTRAINT pk_ledger PRIMARY KEY (conference, session)
)
 STRICT;
CREATE TABLE release (
	conference TEXT NOT NULL,
	name TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	note TEXT NOT NULL,
	forced TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	body BLOB NOT NULL,
	redactions INTEGER NOT NULL,
	CONSTRAINT pk_release PRIMARY KEY (conference, name),
	CONSTRAINT uq_release_conference_ordinal UNIQUE (conference, ordinal)
)
 STRICT;
CREATE TABLE revision (
	conference TEXT NOT NULL,
	number INTEGER NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	why TEXT NOT NULL,
	undoes INTEGER,
	renames TEXT,
	CONSTRAINT pk_revision PRIMARY KEY (conference, number)
)
 STRICT;
CREATE TABLE settings_change (
	conference TEXT NOT NULL,
	number INTEGER NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	why TEXT NOT NULL,
	CONSTRAINT pk_settings_change PRIMARY KEY (conference, number)
)
 STRICT;
CREATE TABLE badge (
	conference TEXT NOT NULL,
	holder TEXT NOT NULL,
	number INTEGER NOT NULL,
	issue INTEGER NOT NULL,
	revoked INTEGER NOT NULL,
	category INTEGER NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	why TEXT,
	CONSTRAINT pk_badge PRIMARY KEY (conference, holder),
	CONSTRAINT fk_badge_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT uq_badge_conference_number UNIQUE (conference, number)
)
 STRICT;
CREATE TABLE badge_category (
	conference TEXT NOT NULL,
	number INTEGER NOT NULL,
	ticket TEXT NOT NULL,
	CONSTRAINT pk_badge_category PRIMARY KEY (conference, number),
	CONSTRAINT fk_badge_category_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE badge_key (
	conference TEXT NOT NULL,
	kid INTEGER NOT NULL,
	seed TEXT NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	retired TEXT,
	CONSTRAINT pk_badge_key PRIMARY KEY (conference, kid),
	CONSTRAINT fk_badge_key_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE contact (
	conference TEXT NOT NULL,
	participant TEXT NOT NULL,
	email TEXT,
	phone TEXT,
	notes TEXT,
	badge_lines TEXT,
	ticket TEXT,
	CONSTRAINT pk_contact PRIMARY KEY (conference, participant),
	CONSTRAINT fk_contact_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE imports (
	conference TEXT NOT NULL,
	source TEXT NOT NULL,
	at TEXT NOT NULL,
	author TEXT NOT NULL,
	document BLOB NOT NULL,
	CONSTRAINT pk_imports PRIMARY KEY (conference, source),
	CONSTRAINT fk_imports_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE journal (
	conference TEXT NOT NULL,
	number INTEGER NOT NULL,
	thing TEXT NOT NULL,
	id TEXT NOT NULL,
	"before" TEXT,
	ordinal INTEGER,
	CONSTRAINT pk_journal PRIMARY KEY (conference, number, thing, id),
	CONSTRAINT fk_journal_conference_number FOREIGN KEY(conference, number) REFERENCES revision (conference, number) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_journal_conference_thing_id ON journal (conference, thing, id);
CREATE TABLE organisation (
	conference TEXT NOT NULL,
	id TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	name TEXT NOT NULL,
	short TEXT,
	country TEXT,
	url TEXT,
	source TEXT,
	source_id TEXT,
	extra TEXT,
	CONSTRAINT pk_organisation PRIMARY KEY (conference, id),
	CONSTRAINT fk_organisation_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE participant (
	conference TEXT NOT NULL,
	id TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	honorific TEXT,
	country TEXT,
	variants TEXT,
	biography TEXT,
	pronouns TEXT,
	links TEXT,
	available TEXT,
	source TEXT,
	source_id TEXT,
	extra TEXT,
	CONSTRAINT pk_participant PRIMARY KEY (conference, id),
	CONSTRAINT fk_participant_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE room (
	conference TEXT NOT NULL,
	id TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	name TEXT NOT NULL,
	building TEXT,
	capacity INTEGER,
	shared INTEGER NOT NULL,
	features TEXT,
	available TEXT,
	source TEXT,
	source_id TEXT,
	extra TEXT,
	CONSTRAINT pk_room PRIMARY KEY (conference, id),
	CONSTRAINT fk_room_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE rule_settings (
	conference TEXT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_rule_settings PRIMARY KEY (conference),
	CONSTRAINT fk_rule_settings_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE track (
	conference TEXT NOT NULL,
	id TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	name TEXT NOT NULL,
	code TEXT NOT NULL,
	colour TEXT NOT NULL,
	source TEXT,
	source_id TEXT,
	extra TEXT,
	CONSTRAINT pk_track PRIMARY KEY (conference, id),
	CONSTRAINT fk_track_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE affiliation (
	conference TEXT NOT NULL,
	participant TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	position TEXT,
	organisation TEXT,
	CONSTRAINT pk_affiliation PRIMARY KEY (conference, participant, ordinal),
	CONSTRAINT fk_affiliation_conference_participant FOREIGN KEY(conference, participant) REFERENCES participant (conference, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_affiliation_conference_organisation FOREIGN KEY(conference, organisation) REFERENCES organisation (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_affiliation_conference_organisation ON affiliation (conference, organisation);
CREATE TABLE backing (
	conference TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	organisation TEXT NOT NULL,
	role TEXT NOT NULL,
	level TEXT,
	CONSTRAINT pk_backing PRIMARY KEY (conference, ordinal),
	CONSTRAINT fk_backing_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_backing_conference_organisation FOREIGN KEY(conference, organisation) REFERENCES organisation (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_backing_conference_organisation ON backing (conference, organisation);
CREATE TABLE membership (
	conference TEXT NOT NULL,
	participant TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	member TEXT NOT NULL,
	CONSTRAINT pk_membership PRIMARY KEY (conference, participant, ordinal),
	CONSTRAINT fk_membership_conference_participant FOREIGN KEY(conference, participant) REFERENCES participant (conference, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_membership_conference_member FOREIGN KEY(conference, member) REFERENCES participant (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_membership_conference_member ON membership (conference, member);
CREATE TABLE session (
	conference TEXT NOT NULL,
	id TEXT NOT NULL,
	parent TEXT,
	ordinal INTEGER NOT NULL,
	uid TEXT NOT NULL,
	title TEXT NOT NULL,
	subtitle TEXT,
	kind TEXT NOT NULL,
	start_wall TEXT,
	start_fold INTEGER,
	start_utc TEXT,
	end_wall TEXT,
	end_fold INTEGER,
	end_utc TEXT,
	minutes INTEGER,
	track TEXT,
	level TEXT DEFAULT 'all' NOT NULL,
	plenary INTEGER NOT NULL,
	abstract TEXT,
	languages TEXT,
	interpreted TEXT,
	streams TEXT,
	links TEXT,
	status TEXT NOT NULL,
	pinned INTEGER DEFAULT '0' NOT NULL,
	audience INTEGER,
	source TEXT,
	source_id TEXT,
	extra TEXT,
	CONSTRAINT pk_session PRIMARY KEY (conference, id),
	CONSTRAINT fk_session_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_session_conference_parent FOREIGN KEY(conference, parent) REFERENCES session (conference, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_session_conference_track FOREIGN KEY(conference, track) REFERENCES track (conference, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT ck_session_both_times_or_neither CHECK ((start_wall IS NULL) = (end_wall IS NULL)),
	CONSTRAINT ck_session_start_before_end CHECK (start_utc < end_utc),
	CONSTRAINT ck_session_no_part_of_itself CHECK (parent <> id)
)
 STRICT;
CREATE INDEX ix_session_conference_parent ON session (conference, parent);
CREATE INDEX ix_session_conference_start_utc ON session (conference, start_utc);
CREATE INDEX ix_session_conference_track ON session (conference, track);
CREATE TABLE appearance (
	conference TEXT NOT NULL,
	session TEXT NOT NULL,
	participant TEXT NOT NULL,
	role TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	status TEXT NOT NULL,
	CONSTRAINT pk_appearance PRIMARY KEY (conference, session, participant, role),
	CONSTRAINT fk_appearance_conference_session FOREIGN KEY(conference, session) REFERENCES session (conference, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_appearance_conference_participant FOREIGN KEY(conference, participant) REFERENCES participant (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_appearance_conference_participant ON appearance (conference, participant);
CREATE TABLE session_room (
	conference TEXT NOT NULL,
	session TEXT NOT NULL,
	room TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	CONSTRAINT pk_session_room PRIMARY KEY (conference, session, room),
	CONSTRAINT fk_session_room_conference_session FOREIGN KEY(conference, session) REFERENCES session (conference, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_session_room_conference_room FOREIGN KEY(conference, room) REFERENCES room (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_session_room_conference_room ON session_room (conference, room);
CREATE TABLE appearance_affiliation (
	conference TEXT NOT NULL,
	session TEXT NOT NULL,
	participant TEXT NOT NULL,
	role TEXT NOT NULL,
	ordinal INTEGER NOT NULL,
	position TEXT,
	organisation TEXT,
	CONSTRAINT pk_appearance_affiliation PRIMARY KEY (conference, session, participant, role, ordinal),
	CONSTRAINT fk_appearance_affiliation_conference_session_participant_role FOREIGN KEY(conference, session, participant, role) REFERENCES appearance (conference, session, participant, role) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_appearance_affiliation_conference_organisation FOREIGN KEY(conference, organisation) REFERENCES organisation (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_appearance_affiliation_conference_organisation ON appearance_affiliation (conference, organisation);
CREATE TRIGGER release_is_final BEFORE UPDATE ON release
        WHEN NEW.redactions <= OLD.redactions BEGIN SELECT RAISE(ABORT, 'a release is final'); END;
CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        BEGIN SELECT RAISE(ABORT, 'a release is final'); END;
INSERT INTO "conference" VALUES ('forum', '65fa72bc-ab74-5e94-8ab0-7f2001a83600', '{"en":"Forum","zh":"论坛"}', NULL, NULL, NULL, '2026-11-05', '2026-11-06', 'Asia/Shanghai', '04:00:00', '["en","zh"]', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "contact_change" VALUES ('forum', 1, '2026-01-04T03:04:05+00:00', 'Office', 'roster', '["noether"]');
INSERT INTO "eventkit" VALUES (4);
INSERT INTO "ledger" VALUES ('forum', 'morning', 0, '2026-01-02T03:04:05+00:00', '2026-01-04T03:04:05+00:00');
INSERT INTO "ledger" VALUES ('forum', 'opening', 0, '2026-01-02T03:04:05+00:00', '2026-01-02T03:04:05+00:00');
INSERT INTO "ledger" VALUES ('forum', 'lecture', 1, '2026-01-02T03:04:05+00:00', '2026-01-04T03:04:05+00:00');
INSERT INTO "ledger" VALUES ('forum', 'party', 0, '2026-01-02T03:04:05+00:00', '2026-01-02T03:04:05+00:00');
INSERT INTO "release" VALUES ('forum', '1.0', 1, 1, '2026-01-02T04:04:05+00:00', 'Office', 'first', '', '9ef6003fcd6ed87958ad956a99eedb74154a2fc3e9a6bcc64960cfeb6ea61806', X'1f8b0800000000000003c557cd6ae446107e954539669af448238d3437431272489c407cc92e4b2849dd338da56ea525196687811cf21221e41536ec359057f03e430e813c46aa5a1acd6864ef0fb13118e36e757d5dfd55d557e59d57671b91b785f0563b2f335a0a2b74e6562af7569e34b62dbd99d7ba55144a58fa69c6205d2e582892058b21e56c297dcee7100711e778b8514d0728341a7dd943bcdae0e2dfd77ffef3fb6fde7ee6d50dd806777cee476c3e673c444ba1e99a612bc2ad5746239677512bf8ecfb0de8f506146ee7b0fd31a3257de48b15e7f883fb056eb5b016b5b77a41f723c0c67b39f38c5d83563534ca68fab61bed200664908b728b06d690f787efc27a7bb42f94be263bfcb36eac80d22df01d536047d5114e43e9c868dddb2eba6b9e19f9eca2d908f4654ff0d61887d8d3be81a2404fc6a65fd12631b7012b104b42518b99270534ad750f4620b80155404a2f20f77abc2dd87c82f7036d7e1c1e5ed058c81c133db46ecb14393a77f6d26de3eb66985639f179798587325398d6e2ea932088a22471dc5698092a5315e8e614d80824e8888c171e828bf6c426bebd454a56de1725327ad99f27c46be5c8aed00343390052aa42bd3ff8645b8ace7347e70d58d5bb354e82bb79de6c2bbc040636c63e0b8a69eff2df7ffdfaf6e7db376f7fb9fde3f68d63e13d3eff4fcf1a4cd97bdc1a5179c84f77fec4addefe8cc891539e1e2276e0e1c319a4ba12753d54a72ba2d258adf47ad01fe9cb248165cc02e1272c4cb298c5619a3009790a49b45cf8be38d59faee4bee95130157b8e1b28aef15c5d1854a01da5893278727787285df1a4d3964f798cbf5f8c74e8e554b2c2abb9ff2e0374e250eb5e5fe5ae38494a2a61aaae70f1ef4268b0dba1ca4f750d3f2bdd085b59d190109c89d29958a13a60323b7157b6c4f308aeb41e14641009538911db9ca7513e8f6316892044b6c390c5e93267220cc43c4381e3329bb2fd6d8f32611bab5c6852fc63541f290014ae7b2376128011e798064719422f8fc9dcf703ec368ad468a22595a915b595a3c87f2e4093f29df686939e406585edef3c2e1488b10f4739e97da82b01d74e13a7857817e2d324522132ea48c7b2e581ccfc3c6141220316421eb2240a0306e0cb388c177e24493287b1a12bdbaf7b94074ba4f93bf362327c6025cf1f22911e2288aee952521e9aed13c803a5268d47dd28e8a74990c1226741c6e7380a0267711c872c4b21e2b95c7080781ad3ef1cc634a24f237c54ff85c8d75850a8fd56dca89a54b19b3ff155dcbfe2c18a86cbf039b58ba13fe124d22727f50cf153dbcdcc1ce71b1c0d9d26df07529a5c4975ff0974e9a08f8f817dd0f8c7c0ee12e4e1919192b5fb2760b7dfefff0381560fbbb20c0000', 0);
INSERT INTO "revision" VALUES ('forum', 1, '2026-01-02T03:04:05+00:00', 'Office', 'test', NULL, NULL);
INSERT INTO "revision" VALUES ('forum', 2, '2026-01-03T03:04:05+00:00', 'Hypatia', 'guests', NULL, NULL);
INSERT INTO "revision" VALUES ('forum', 3, '2026-01-04T03:04:05+00:00', 'Office', 'earlier', NULL, NULL);
INSERT INTO "settings_change" VALUES ('forum', 1, '2026-01-04T03:04:05+00:00', 'Office', 'rules');
INSERT INTO "badge" VALUES ('forum', 'noether', 1606439789, 1, 0, 1, '2026-01-02T03:04:05+00:00', 'Office', 'test');
INSERT INTO "badge" VALUES ('forum', 'walk-in 7', 727811608, 1, 0, 0, '2026-01-02T03:04:05+00:00', 'Office', 'test');
INSERT INTO "badge_category" VALUES ('forum', 1, 'speaker');
INSERT INTO "badge_key" VALUES ('forum', 1, '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', '2026-01-02T03:04:05+00:00', 'Office', NULL);
INSERT INTO "contact" VALUES ('forum', 'noether', 'office@example.org', NULL, NULL, NULL, NULL);
INSERT INTO "imports" VALUES ('forum', 'people.xlsx', '2026-01-02T03:04:05+00:00', 'Office', X'1f8b0800000000000003d556cd8adc46107e15d339669af448238d34b785c4f8906c02d94b308b2949dd3bcd4adda22519c6c3420e798910f20a0ebe06fc0aeb67f0c1e0c770558f46331aad631bff115896e952d7d7d55f557dd55b965ba3a49326976cb565ba602ba6aceb2a36639d5fc591826590e51cb2e58247325df00432c1972a10620e49180b819b5bdd961e421a74badf433c59e3e2f5d37f5ffdfd17bb99b1a605d7a2251041cce7732e22f494868e194c319a9e588358ecacd1f0ddaf6b30576bd0682e60f328a7257d148b9510f887f6124d1d5cc986ad1ed2f908b066973366dd1518dd40abada16fdb910531208742561b747096a2df7f978edda07fa9cd35f9e1cfa675122abfc07b4c813d550738039527a3f3773bdb1d73cfaa7b67ed5a622c3704efacf5883ded6b284b8c64ecfa808cc4dc1a9c442c056523674c49683be72f8c40f018740919dd80c2ebf136e08a09de6f64fc303c3ca075907b267a68d3551972741aecb937e3ed66585605f1797e819b725bdacee1ea9b308ce334f5dcd658093ad73598f618d84a24e8808c07ee938bfec426debd434a56ec870a193deff713e2b5f664d71881a51a00a574a9df9d7cf2ade42e724fe76370ba0f6b5c0477f3bcded478080c6c8c639694d33ee497cfff7cf1fbedb3177fdcfe73fbccb3f08e983f32b2164bf62d618da8dcd7a7df7f1456ef7f42e4282866868ced79787f06a9af64d30cdde99ba8b2ce687335e88f0a549ac232e1a10c521ea579c293284bb9822283345e2e82401eebcfaee57eea51b0147b8e5b28af715f535a54a02d9589b6b8737b87285d8874a72ddf8a04ff3f1ce9d0e554b2a28b79f05f0e18c4bed759dfe5be39494a6a69eb5de3e2ef521a709ba1cb8f750d3f6bd34a573bd992109c88d28958a13a60317b71d7aec2fd08ae8d19146410095bcb11db426471314f121ecb3042b6a38827d9b2e0320ae53c4781132a9fb2fd738f32611bbb5c1a52fc43563f5302285d6fcdd85102469c63191c6408a33c14733f0f70da6852a38996d4b6d134560e22ffbd0443ca773c1b8e6602b5158ebfd3bc5022c6311ce4a48fa1a9255c7b4d9c36e25d885fa7904a99d3443ab4ad08551e14290f5315f2088a88a771147280402551b208624592393c1b766dfb638ff27f2fa44f91443f74a928f7c3f6cbc903965a57e8dda370396805d529bd9576efc2204bc31c16050f7331c77721089e2449c4f30c6251a8850048a609fec5634cd3fb7554f0f2e60d8b1facce010b0000');
INSERT INTO "journal" VALUES ('forum', 1, 'conference', 'forum', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'organisation', 'academy', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'room', 'hall', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'room', 'yard', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'track', 'number', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'participant', 'noether', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'participant', 'hypatia', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'participant', 'team', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'session', 'morning', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'session', 'opening', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'session', 'lecture', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 1, 'session', 'party', NULL, NULL);
INSERT INTO "journal" VALUES ('forum', 2, 'session', 'lecture', '{"id":"lecture","uid":"f03fc2d9-39f3-5ad5-9653-aa2f858426fa","title":{"und":"Lecture"},"kind":"talk","parent":"morning","slot":{"period":{"start":"2026-11-05T10:00:00+08:00[Asia/Shanghai]","end":"2026-11-05T11:00:00+08:00[Asia/Shanghai]"},"rooms":[]},"people":[{"participant":"hypatia","role":"speaker","affiliations":[],"status":"confirmed"}],"track":"number","plenary":false,"languages":[],"interpreted":[],"streams":[],"links":[],"status":"confirmed","pinned":false}', 1024);
INSERT INTO "journal" VALUES ('forum', 3, 'session', 'lecture', '{"id":"lecture","uid":"f03fc2d9-39f3-5ad5-9653-aa2f858426fa","title":{"und":"Lecture"},"kind":"talk","parent":"morning","slot":{"period":{"start":"2026-11-05T10:00:00+08:00[Asia/Shanghai]","end":"2026-11-05T11:00:00+08:00[Asia/Shanghai]"},"rooms":[]},"people":[{"participant":"hypatia","role":"speaker","affiliations":[],"status":"confirmed"}],"track":"number","plenary":false,"languages":[],"interpreted":[],"streams":[],"links":[],"status":"confirmed","pinned":false,"audience":7}', 1024);
INSERT INTO "organisation" VALUES ('forum', 'academy', 0, '{"und":"Academy of Athens"}', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "participant" VALUES ('forum', 'noether', 0, '[{"language":"und","full":"Emmy Noether"}]', 'person', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "participant" VALUES ('forum', 'hypatia', 1024, '[{"language":"el","full":"Ὑπατία"}]', 'person', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "participant" VALUES ('forum', 'team', 2048, '[{"language":"und","full":"Academy team"}]', 'team', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "room" VALUES ('forum', 'hall', 0, '{"und":"Hall"}', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "room" VALUES ('forum', 'yard', 1024, '{"und":"Yard"}', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "rule_settings" VALUES ('forum', '{"breather": 5}');
INSERT INTO "track" VALUES ('forum', 'number', 0, '{"und":"Numbers"}', 'NT', '#336699', NULL, NULL, NULL);
INSERT INTO "affiliation" VALUES ('forum', 'noether', 0, NULL, 'academy');
INSERT INTO "backing" VALUES ('forum', 0, 'academy', 'organiser', NULL);
INSERT INTO "membership" VALUES ('forum', 'team', 0, 'noether');
INSERT INTO "membership" VALUES ('forum', 'team', 1, 'hypatia');
INSERT INTO "session" VALUES ('forum', 'morning', NULL, 0, 'f2f99a78-3e29-59c8-85b9-fadba967422e', '{"und":"Morning"}', NULL, 'talk', '2026-11-05T09:00:00', 0, '2026-11-05T01:00:00+00:00', '2026-11-05T12:00:00', 0, '2026-11-05T04:00:00+00:00', NULL, NULL, 'all', 0, NULL, NULL, NULL, NULL, NULL, 'confirmed', 0, NULL, NULL, NULL, NULL);
INSERT INTO "session" VALUES ('forum', 'opening', 'morning', 0, '00b6d188-6e35-5955-8b7d-e53e1caca0fc', '{"und":"Opening"}', NULL, 'talk', '2026-11-05T09:00:00', 0, '2026-11-05T01:00:00+00:00', '2026-11-05T10:00:00', 0, '2026-11-05T02:00:00+00:00', NULL, NULL, 'all', 0, NULL, NULL, NULL, NULL, NULL, 'confirmed', 0, NULL, NULL, NULL, NULL);
INSERT INTO "session" VALUES ('forum', 'lecture', 'morning', 1024, 'f03fc2d9-39f3-5ad5-9653-aa2f858426fa', '{"und":"Lecture"}', NULL, 'talk', '2026-11-05T09:00:00', 0, '2026-11-05T01:00:00+00:00', '2026-11-05T10:00:00', 0, '2026-11-05T02:00:00+00:00', NULL, 'number', 'all', 0, NULL, NULL, NULL, NULL, NULL, 'confirmed', 0, 7, NULL, NULL, NULL);
INSERT INTO "session" VALUES ('forum', 'party', NULL, 1024, '2b93ca4d-3c01-5ea0-8885-cba60df40aa8', '{"und":"Party"}', NULL, 'talk', NULL, NULL, NULL, NULL, NULL, NULL, 45, NULL, 'all', 0, NULL, NULL, NULL, NULL, NULL, 'confirmed', 0, NULL, NULL, NULL, NULL);
INSERT INTO "appearance" VALUES ('forum', 'opening', 'noether', 'chair', 0, 'confirmed');
INSERT INTO "appearance" VALUES ('forum', 'opening', 'hypatia', 'speaker', 1, 'confirmed');
INSERT INTO "appearance" VALUES ('forum', 'lecture', 'hypatia', 'speaker', 0, 'confirmed');
INSERT INTO "session_room" VALUES ('forum', 'morning', 'hall', 0);
INSERT INTO "session_room" VALUES ('forum', 'morning', 'yard', 1);
INSERT INTO "appearance_affiliation" VALUES ('forum', 'opening', 'noether', 'chair', 0, '{"und":"Dean"}', 'academy');
