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
CREATE TABLE eventkit (
	version INTEGER NOT NULL, 
	CONSTRAINT pk_eventkit PRIMARY KEY (version)
)
 STRICT

;
INSERT INTO "eventkit" VALUES(1);
CREATE TABLE ledger (
	conference TEXT NOT NULL, 
	session TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	created TEXT NOT NULL, 
	modified TEXT NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (conference, session), 
	CONSTRAINT fk_ledger_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
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
	CONSTRAINT pk_participant PRIMARY KEY (conference, id), 
	CONSTRAINT fk_participant_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "participant" VALUES('forum','noether',0,'[{"language":"und","full":"Emmy Noether"}]','person',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "participant" VALUES('forum','hypatia',1024,'[{"language":"el","full":"Ὑπατία"}]','person',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "participant" VALUES('forum','team',2048,'[{"language":"und","full":"Academy team"}]','team',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE revision (
	conference TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_revision PRIMARY KEY (conference, number)
)
 STRICT

;
INSERT INTO "revision" VALUES('forum',1,'2026-01-02T03:04:05+00:00','Office','test');
INSERT INTO "revision" VALUES('forum',2,'2026-01-03T03:04:05+00:00','Hypatia','guests');
INSERT INTO "revision" VALUES('forum',3,'2026-01-04T03:04:05+00:00','Office','earlier');
CREATE TABLE room (
	conference TEXT NOT NULL, 
	id TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	building TEXT, 
	capacity INTEGER, 
	shared INTEGER NOT NULL, 
	features TEXT, 
	CONSTRAINT pk_room PRIMARY KEY (conference, id), 
	CONSTRAINT fk_room_conference FOREIGN KEY(conference) REFERENCES conference (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT

;
INSERT INTO "room" VALUES('forum','hall',0,'{"und":"Hall"}',NULL,NULL,0,NULL);
INSERT INTO "room" VALUES('forum','yard',1024,'{"und":"Yard"}',NULL,NULL,0,NULL);
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
INSERT INTO "session" VALUES('forum','morning',NULL,0,'f2f99a78-3e29-59c8-85b9-fadba967422e','{"und":"Morning"}',NULL,'talk','2026-11-05T09:00:00',0,'2026-11-05T01:00:00+00:00','2026-11-05T12:00:00',0,'2026-11-05T04:00:00+00:00',NULL,0,NULL,NULL,NULL,NULL,NULL,'confirmed',NULL);
INSERT INTO "session" VALUES('forum','opening','morning',0,'00b6d188-6e35-5955-8b7d-e53e1caca0fc','{"und":"Opening"}',NULL,'talk','2026-11-05T09:00:00',0,'2026-11-05T01:00:00+00:00','2026-11-05T10:00:00',0,'2026-11-05T02:00:00+00:00',NULL,0,NULL,NULL,NULL,NULL,NULL,'confirmed',NULL);
INSERT INTO "session" VALUES('forum','lecture','morning',1024,'f03fc2d9-39f3-5ad5-9653-aa2f858426fa','{"und":"Lecture"}',NULL,'talk','2026-11-05T09:00:00',0,'2026-11-05T01:00:00+00:00','2026-11-05T10:00:00',0,'2026-11-05T02:00:00+00:00','number',0,NULL,NULL,NULL,NULL,NULL,'confirmed',7);
INSERT INTO "session" VALUES('forum','party',NULL,1024,'2b93ca4d-3c01-5ea0-8885-cba60df40aa8','{"und":"Party"}',NULL,'talk',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,'confirmed',NULL);
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
CREATE INDEX ix_backing_conference_organisation ON backing (conference, organisation);
CREATE INDEX ix_affiliation_conference_organisation ON affiliation (conference, organisation);
CREATE INDEX ix_membership_conference_member ON membership (conference, member);
CREATE INDEX ix_session_conference_track ON session (conference, track);
CREATE INDEX ix_session_conference_parent ON session (conference, parent);
CREATE INDEX ix_session_conference_start_utc ON session (conference, start_utc);
CREATE INDEX ix_session_room_conference_room ON session_room (conference, room);
CREATE INDEX ix_appearance_conference_participant ON appearance (conference, participant);
CREATE INDEX ix_appearance_affiliation_conference_organisation ON appearance_affiliation (conference, organisation);
COMMIT;
