//! Names of made-up users, in alphabetical order. The domains are reserved for examples (RFC 2606).

#[rustfmt::skip]
pub const FIRST: [&str; 156] = [
    "Aaliyah", "Aaron", "Abebe", "Adaeze", "Adele", "Agnes", "Ahmed", "Aiko", "Alba", "Alejandro", "Alice", "Amara",
    "Amelia", "Amina", "Ana", "Anders", "André", "Anika", "Anouk", "Arjun", "Astrid", "Ayşe", "Beatriz", "Ben",
    "Björn", "Bruno", "Camille", "Carlos", "Carmen", "Cedric", "Chiara", "Chloé", "Clara", "Daan", "Daniel", "Daria",
    "David", "Deepa", "Diego", "Dilara", "Dmitri", "Eilidh", "Elena", "Elif", "Élise", "Emeka", "Emil", "Emma",
    "Enzo", "Erik", "Esra", "Esther", "Eva", "Fatima", "Felix", "Fiona", "Freya", "Gabriel", "Giulia", "Greta",
    "Hana", "Hannah", "Hassan", "Helena", "Hiroshi", "Hugo", "Ida", "Ines", "Ingrid", "Ioana", "Isaac", "Isla",
    "Ivan", "Jan", "Jana", "Jasmin", "João", "Jonas", "José", "Julia", "Kai", "Karim", "Kateryna", "Kenji", "Kofi",
    "Laila", "Lars", "Laura", "Léa", "Lena", "Leo", "Liam", "Lina", "Linh", "Luca", "Lucía", "Luis", "Lukas",
    "Łukasz", "Maja", "Malik", "Maren", "Maria", "Mateo", "Matilda", "Maya", "Mehmet", "Mei", "Mia", "Mikael",
    "Milan", "Mira", "Moritz", "Nadia", "Naomi", "Nia", "Nikolai", "Nils", "Nina", "Noah", "Noor", "Olga", "Oliver",
    "Omar", "Oscar", "Paula", "Pavel", "Pedro", "Petra", "Priya", "Rafael", "Ravi", "Rosa", "Ruth", "Saanvi",
    "Samuel", "Sara", "Sofia", "Søren", "Stella", "Sven", "Tariq", "Tereza", "Theo", "Tomás", "Uma", "Vera",
    "Viktor", "Wanjiru", "Wei", "Wilhelmina", "Yara", "Yusuf", "Zara", "Zoë", "Zuzana",
];

#[rustfmt::skip]
pub const LAST: [&str; 234] = [
    "Abadi", "Abara", "Åberg", "Adeyemi", "Aguilar", "Ahmadi", "Akintola", "Albrecht", "Almeida", "Alvarez",
    "Andersen", "Antonelli", "Arslan", "Asante", "Baker", "Balogun", "Banerjee", "Barros", "Bauer", "Becker",
    "Bello", "Bergström", "Bernard", "Bianchi", "Blum", "Boateng", "Bondarenko", "Brandt", "Brown", "Byrne",
    "Campbell", "Cardoso", "Castillo", "Celik", "Chang", "Chen", "Choi", "Clarke", "Cohen", "Cole", "Conti", "Costa",
    "Cruz", "Czarnecki", "Dahl", "Dang", "Das", "Davies", "Demir", "Diallo", "Dimitrov", "Duarte", "Dubois",
    "Eriksen", "Esposito", "Evans", "Featherstonehaugh", "Fernández", "Ferreira", "Fischer", "Fontaine", "Fournier",
    "Frost", "Fujimoto", "García", "Gashi", "Georgiou", "Ghosh", "Girard", "González", "Grant", "Greco", "Green",
    "Grünberg", "Gupta", "Haddad", "Hagen", "Halvorsen", "Hansen", "Harris", "Hartmann", "Haugen", "Heikkinen",
    "Hernández", "Hoang", "Hoffmann", "Holt", "Horvat", "Hosseini", "Hughes", "Ibrahim", "Ilić", "Ivanova",
    "Jackson", "Jakobsen", "Jankowski", "Jansen", "Jensen", "Johansson", "Jones", "Kamau", "Kaplan", "Karlsson",
    "Kaur", "Kaya", "Keller", "Khan", "Kim", "Kimura", "Klein", "Kobayashi", "Koch", "Kovács", "Kowalski", "Krüger",
    "Kumar", "Lambert", "Larsen", "Laurent", "Le", "Lehmann", "Leroy", "Lewandowski", "Lewis", "Li", "Lindqvist",
    "Lopes", "López", "Lund", "MacRae", "Marino", "Martin", "Martínez", "Mbeki", "Mehta", "Meier", "Mendes",
    "Mensah", "Meyer", "Miller", "Mitchell", "Moreau", "Moreno", "Morris", "Müller", "Mutua", "Nair", "Nakamura",
    "Navarro", "Ndiaye", "Neumann", "Nguyen", "Nielsen", "Novák", "Nowak", "Nwosu", "Obi", "Ødegård", "Okafor",
    "Oliveira", "Olsen", "Onyango", "Ortega", "Osei", "Özdemir", "Palmer", "Papadopoulos", "Park", "Patel",
    "Pereira", "Petrov", "Pham", "Pinto", "Popescu", "Quinn", "Rahman", "Ramírez", "Rao", "Rasmussen", "Richter",
    "Rivera", "Roberts", "Rocha", "Romano", "Rossi", "Roux", "Ruiz", "Sahin", "Saito", "Salazar", "Santos", "Sato",
    "Schmidt", "Schneider", "Schubert", "Sharma", "Silva", "Singh", "Smith", "Sokolov", "Sørensen", "Souza",
    "Steiner", "Suzuki", "Svensson", "Szabó", "Tanaka", "Taylor", "Teixeira", "Thompson", "Torres", "Tran", "Turner",
    "Ueda", "Vargas", "Vasquez", "Vogel", "Wagner", "Walker", "Wang", "Weber", "White", "Wójcik", "Wolf", "Wong",
    "Wright", "Yamamoto", "Yang", "Yıldız", "Young", "Zhang", "Zhou", "Ziegler", "Zimmermann",
];

pub const DOMAINS: [&str; 4] = ["example.org", "example.com", "example.net", "mail.example"];
