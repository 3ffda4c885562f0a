BEGIN TRANSACTION;
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
 STRICT

;
INSERT INTO "affiliation" VALUES('forum','noether',0,NULL,'academy');
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
 STRICT

;
INSERT INTO "appearance" VALUES('forum','opening','noether','chair',0,'confirmed');
INSERT INTO "appearance" VALUES('forum','opening','hypatia','speaker',1,'confirmed');
INSERT INTO "appearance" VALUES('forum','lecture','hypatia','speaker',0,'confirmed');
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
 STRICT

;
INSERT INTO "appearance_affiliation" VALUES('forum','opening','noether','chair',0,'{"und":"Dean"}','academy');
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
 STRICT

;
INSERT INTO "backing" VALUES('forum',0,'academy','organiser',NULL);
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
	CONSTRAINT pk_conference PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "conference" VALUES('forum','65fa72bc-ab74-5e94-8ab0-7f2001a83600','{"en":"Forum","zh":"论坛"}',NULL,NULL,NULL,'2026-11-05','2026-11-06','Asia/Shanghai','04:00:00','["en","zh"]',NULL,NULL,NULL,NULL,NULL);
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
 STRICT

;
INSERT INTO "contact" VALUES('forum','noether','office@example.org',NULL,NULL,NULL,NULL);
CREATE TABLE contact_change (
	conference TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	why TEXT NOT NULL, 
	participants TEXT NOT NULL, 
	CONSTRAINT pk_contact_change PRIMARY KEY (conference, number)
)
 STRICT

;
INSERT INTO "contact_change" VALUES('forum',1,'2026-01-04T03:04:05+00:00','Office','roster','["noether"]');
CREATE TABLE eventkit (
	version INTEGER NOT NULL, 
	CONSTRAINT pk_eventkit PRIMARY KEY (version)
)
 STRICT

;
INSERT INTO "eventkit" VALUES(2);
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
 STRICT

;
INSERT INTO "journal" VALUES('forum',1,'conference','forum',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'organisation','academy',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'room','hall',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'room','yard',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'track','number',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'participant','noether',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'participant','hypatia',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'participant','team',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'session','morning',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'session','opening',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'session','lecture',NULL,NULL);
INSERT INTO "journal" VALUES('forum',1,'session','party',NULL,NULL);
INSERT INTO "journal" VALUES('forum',2,'session','lecture','{"id":"lecture","uid":"f03fc2d9-39f3-5ad5-9653-aa2f858426fa","title":{"und":"Lecture"},"kind":"talk","parent":"morning","slot":{"period":{"start":"2026-11-05T10:00:00+08:00[Asia/Shanghai]","end":"2026-11-05T11:00:00+08:00[Asia/Shanghai]"},"rooms":[]},"people":[{"participant":"hypatia","role":"speaker","affiliations":[],"status":"confirmed"}],"track":"number","plenary":false,"languages":[],"interpreted":[],"streams":[],"links":[],"status":"confirmed","pinned":false}',1024);
INSERT INTO "journal" VALUES('forum',3,'session','lecture','{"id":"lecture","uid":"f03fc2d9-39f3-5ad5-9653-aa2f858426fa","title":{"und":"Lecture"},"kind":"talk","parent":"morning","slot":{"period":{"start":"2026-11-05T10:00:00+08:00[Asia/Shanghai]","end":"2026-11-05T11:00:00+08:00[Asia/Shanghai]"},"rooms":[]},"people":[{"participant":"hypatia","role":"speaker","affiliations":[],"status":"confirmed"}],"track":"number","plenary":false,"languages":[],"interpreted":[],"streams":[],"links":[],"status":"confirmed","pinned":false,"audience":7}',1024);
CREATE TABLE ledger (
	conference TEXT NOT NULL, 
	session TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	created TEXT NOT NULL, 
	modified TEXT NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (conference, session)
)
 STRICT

;
INSERT INTO "ledger" VALUES('forum','morning',0,'2026-01-02T03:04:05+00:00','2026-01-04T03:04:05+00:00');
INSERT INTO "ledger" VALUES('forum','opening',0,'2026-01-02T03:04:05+00:00','2026-01-02T03:04:05+00:00');
INSERT INTO "ledger" VALUES('forum','lecture',1,'2026-01-02T03:04:05+00:00','2026-01-04T03:04:05+00:00');
INSERT INTO "ledger" VALUES('forum','party',0,'2026-01-02T03:04:05+00:00','2026-01-02T03:04:05+00:00');
CREATE TABLE membership (
	conference TEXT NOT NULL, 
	participant TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	member TEXT NOT NULL, 
	CONSTRAINT pk_membership PRIMARY KEY (conference, participant, ordinal), 
	CONSTRAINT fk_membership_conference_participant FOREIGN KEY(conference, participant) REFERENCES participant (conference, id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_membership_conference_member FOREIGN KEY(conference, member) REFERENCES participant (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "membership" VALUES('forum','team',0,'noether');
INSERT INTO "membership" VALUES('forum','team',1,'hypatia');
CREATE TABLE organisation (
	conference TEXT NOT NULL, 
	id TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	short TEXT, 
	country TEXT, 
	url TEXT, 
	CONSTRAINT pk_organisation PRIMARY KEY (conference, id), 
	CONSTRAINT fk_organisation_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "organisation" VALUES('forum','academy',0,'{"und":"Academy of Athens"}',NULL,NULL,NULL);
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
	CONSTRAINT pk_participant PRIMARY KEY (conference, id), 
	CONSTRAINT fk_participant_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "participant" VALUES('forum','noether',0,'[{"language":"und","full":"Emmy Noether"}]','person',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "participant" VALUES('forum','hypatia',1024,'[{"language":"el","full":"Ὑπατία"}]','person',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "participant" VALUES('forum','team',2048,'[{"language":"und","full":"Academy team"}]','team',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
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
 STRICT

;
INSERT INTO "release" VALUES('forum','1.0',1,1,'2026-01-02T04:04:05+00:00','Office','first','','9ef6003fcd6ed87958ad956a99eedb74154a2fc3e9a6bcc64960cfeb6ea61806',X'1F8B0800000000000003C557CD6AE446107E954539669AF448238D3437431272489C407CC92E4B2849DD338DA56EA525196687811CF21221E41536EC359057F03E430E813C46AA5A1ACD6864EF0FB13118E36E757D5DFD55D557E59D57671B91B785F0563B2F335A0A2B74E6562AF7569E34B62DBD99D7BA55144A58FA69C6205D2E582892058B21E56C297DCEE7100711E778B8514D0728341A7DD943BCDAE0E2DFD77FFEF3FB6FDE7EE6D50DD806777CEE476C3E673C444BA1E99A612BC2AD5746239677512BF8ECFB0DE8F506146EE7B0FD31A3257DE48B15E7F883FB056EB5B016B5B77A41F723C0C67B39F38C5D83563534CA68FAB61BED200664908B728B06D690F787EFC27A7BB42F94BE263BFCB36EAC80D22DF01D536047D5114E43E9C868DDDB2EBA6B9E19F9ECA2D908F4654FF0D61887D8D3BE81A2404FC6A65FD12631B7012B104B42518B99270534AD750F4620B80155404A2F20F77ABC2DD87C82F7036D7E1C1E5ED058C81C133DB46ECB14393A77F6D26DE3EB66985639F179798587325398D6E2EA932088A22471DC5698092A5315E8E614D80824E8888C171E828BF6C426BEBD454A56DE1725327AD99F27C46BE5C8AED00343390052AA42BD3FF8645B8ACE7347E70D58D5BB354E82BB79DE6C2BBC040636C63E0B8A69EFF2DF7FFDFAF6E7DB376F7FB9FDE3F68D63E13D3EFF4FCF1A4CD97BDC1A5179C84F77FEC4ADDEFE8CC891539E1E2276E0E1C319A4BA12753D54A72BA2D258ADF47AD01FE9CB248165CC02E1272C4CB298C5619A3009790A49B45CF8BE38D59FAEE4BEE95130157B8E1B28AEF15C5D1854A01DA5893278727787285DF1A4D3964F798CBF5F8C74E8E554B2C2ABB9FF2E0374E250EB5E5FE5AE38494A2A61AAAE70F1EF4268B0DBA1CA4F750D3F2BDD085B59D190109C89D29958A13A60323B7157B6C4F308AEB41E14641009538911DB9CA7513E8F6316892044B6C390C5E93267220CC43C4381E3329BB2FD6D8F32611BAB5C6852FC63541F290014AE7B2376128011E798064719422F8FC9DCF703EC368AD468A22595A915B595A3C87F2E4093F29DF686939E406585EDEF3C2E1488B10F4739E97DA82B01D74E13A7857817E2D324522132EA48C7B2E581CCFC3C6141220316421EB2240A0306E0CB388C177E24493287B1A12BDBAF7B94074BA4F93BF362327C6025CF1F22911E2288AEE952521E9AED13C803A5268D47DD28E8A74990C1226741C6E7380A0267711C872C4B21E2B95C7080781AD3EF1CC634A24F237C54FF85C8D75850A8FD56DCA89A54B19B3FF155DCBFE2C18A86CBF039B58BA13FE124D22727F50CF153DBCDCC1CE71B1C0D9D26DF07529A5C4975FF0974E9A08F8F817DD0F8C7C0EE12E4E1919192B5FB2760B7DFEFFF0381560FBBB20C0000',0);
CREATE TABLE revision (
	conference TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	why TEXT NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_revision PRIMARY KEY (conference, number)
)
 STRICT

;
INSERT INTO "revision" VALUES('forum',1,'2026-01-02T03:04:05+00:00','Office','test',NULL);
INSERT INTO "revision" VALUES('forum',2,'2026-01-03T03:04:05+00:00','Hypatia','guests',NULL);
INSERT INTO "revision" VALUES('forum',3,'2026-01-04T03:04:05+00:00','Office','earlier',NULL);
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
	CONSTRAINT pk_room PRIMARY KEY (conference, id), 
	CONSTRAINT fk_room_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "room" VALUES('forum','hall',0,'{"und":"Hall"}',NULL,NULL,0,NULL,NULL);
INSERT INTO "room" VALUES('forum','yard',1024,'{"und":"Yard"}',NULL,NULL,0,NULL,NULL);
CREATE TABLE rule_settings (
	conference TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_rule_settings PRIMARY KEY (conference), 
	CONSTRAINT fk_rule_settings_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "rule_settings" VALUES('forum','{"breather": 5}');
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
	track TEXT, 
	plenary INTEGER NOT NULL, 
	abstract TEXT, 
	languages TEXT, 
	interpreted TEXT, 
	streams TEXT, 
	links TEXT, 
	status TEXT NOT NULL, 
	pinned INTEGER DEFAULT '0' NOT NULL, 
	audience INTEGER, 
	CONSTRAINT pk_session PRIMARY KEY (conference, id), 
	CONSTRAINT fk_session_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_session_conference_parent FOREIGN KEY(conference, parent) REFERENCES session (conference, id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_session_conference_track FOREIGN KEY(conference, track) REFERENCES track (conference, id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT ck_session_both_times_or_neither CHECK ((start_wall IS NULL) = (end_wall IS NULL)), 
	CONSTRAINT ck_session_start_before_end CHECK (start_utc < end_utc), 
	CONSTRAINT ck_session_no_part_of_itself CHECK (parent <> id)
)
 STRICT

;
INSERT INTO "session" VALUES('forum','morning',NULL,0,'f2f99a78-3e29-59c8-85b9-fadba967422e','{"und":"Morning"}',NULL,'talk','2026-11-05T09:00:00',0,'2026-11-05T01:00:00+00:00','2026-11-05T12:00:00',0,'2026-11-05T04:00:00+00:00',NULL,0,NULL,NULL,NULL,NULL,NULL,'confirmed',0,NULL);
INSERT INTO "session" VALUES('forum','opening','morning',0,'00b6d188-6e35-5955-8b7d-e53e1caca0fc','{"und":"Opening"}',NULL,'talk','2026-11-05T09:00:00',0,'2026-11-05T01:00:00+00:00','2026-11-05T10:00:00',0,'2026-11-05T02:00:00+00:00',NULL,0,NULL,NULL,NULL,NULL,NULL,'confirmed',0,NULL);
INSERT INTO "session" VALUES('forum','lecture','morning',1024,'f03fc2d9-39f3-5ad5-9653-aa2f858426fa','{"und":"Lecture"}',NULL,'talk','2026-11-05T09:00:00',0,'2026-11-05T01:00:00+00:00','2026-11-05T10:00:00',0,'2026-11-05T02:00:00+00:00','number',0,NULL,NULL,NULL,NULL,NULL,'confirmed',0,7);
INSERT INTO "session" VALUES('forum','party',NULL,1024,'2b93ca4d-3c01-5ea0-8885-cba60df40aa8','{"und":"Party"}',NULL,'talk',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,'confirmed',0,NULL);
CREATE TABLE session_room (
	conference TEXT NOT NULL, 
	session TEXT NOT NULL, 
	room TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	CONSTRAINT pk_session_room PRIMARY KEY (conference, session, room), 
	CONSTRAINT fk_session_room_conference_session FOREIGN KEY(conference, session) REFERENCES session (conference, id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_session_room_conference_room FOREIGN KEY(conference, room) REFERENCES room (conference, id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "session_room" VALUES('forum','morning','hall',0);
INSERT INTO "session_room" VALUES('forum','morning','yard',1);
CREATE TABLE settings_change (
	conference TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_settings_change PRIMARY KEY (conference, number)
)
 STRICT

;
INSERT INTO "settings_change" VALUES('forum',1,'2026-01-04T03:04:05+00:00','Office','rules');
CREATE TABLE track (
	conference TEXT NOT NULL, 
	id TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	code TEXT NOT NULL, 
	colour TEXT NOT NULL, 
	CONSTRAINT pk_track PRIMARY KEY (conference, id), 
	CONSTRAINT fk_track_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "track" VALUES('forum','number',0,'{"und":"Numbers"}','NT','#336699');
CREATE INDEX ix_journal_conference_thing_id ON journal (conference, thing, id);
CREATE INDEX ix_backing_conference_organisation ON backing (conference, organisation);
CREATE INDEX ix_affiliation_conference_organisation ON affiliation (conference, organisation);
CREATE INDEX ix_membership_conference_member ON membership (conference, member);
CREATE INDEX ix_session_conference_start_utc ON session (conference, start_utc);
CREATE INDEX ix_session_conference_parent ON session (conference, parent);
CREATE INDEX ix_session_conference_track ON session (conference, track);
CREATE INDEX ix_session_room_conference_room ON session_room (conference, room);
CREATE INDEX ix_appearance_conference_participant ON appearance (conference, participant);
CREATE INDEX ix_appearance_affiliation_conference_organisation ON appearance_affiliation (conference, organisation);
CREATE TRIGGER release_is_final BEFORE UPDATE ON release
        WHEN NEW.redactions <= OLD.redactions BEGIN SELECT RAISE(ABORT, 'a release is final'); END;
CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        BEGIN SELECT RAISE(ABORT, 'a release is final'); END;
COMMIT;
